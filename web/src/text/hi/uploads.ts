import type { Text } from '../en';
import { files, number } from './words';

export const uploads: Text['uploads'] = {
  failures: {
    quota: 'आपकी ड्राइव भर गई है। कुछ जगह खाली करें, फिर कोशिश करें।',
    'folder-gone': 'फ़ोल्डर अब वहाँ नहीं है। उसे ट्रैश से वापस लाकर फिर कोशिश करें, या रद्द करें।',
    checksum: 'रास्ते में कुछ बाइट बदल गए और सर्वर ने फ़ाइल नहीं ली। इसे फिर भेजें।',
    'file-unreadable': 'फ़ाइल अब पढ़ी नहीं जा सकती। वह बदली, हटाई या बंद की गई: उसे फिर जोड़ें।',
    refusedWith: (status) => `सर्वर ने फ़ाइल लेने से मना किया (स्थिति ${status})।`,
    mismatch: 'ड्राइव को इस मशीन से पढ़े गए बाइट से अलग बाइट मिले। शायद इस बीच फ़ाइल बदल गई: इसे फिर भेजें।',
  },
  quotaNotice: 'आपकी ड्राइव भर गई है, इसलिए बाकी फ़ाइलें रुकी हैं। ट्रैश खाली करें या कुछ मिटाएँ, फिर जारी रखें।',
  otherFile: (name) =>
    `यह वह फ़ाइल नहीं है जो भेजी जा रही थी। “${name}” को पहले जैसा चुनें, या रद्द करके नई अपलोड करें।`,

  title: 'अपलोड',
  head: {
    uploading: (left) => `${files(left)} अपलोड हो रही हैं`,
    waiting: (left) => `${files(left)} आगे बढ़ने के इंतज़ार में`,
    paused: (left) => `${files(left)} रुकी हैं`,
    needFile: (left) => `${files(left)} पिछली बार से अधूरी`,
    failed: (left) => `${files(left)} अपलोड नहीं हुईं`,
    done: (done) => `${files(done)} अपलोड और जाँची गईं`,
    nothing: 'कोई अपलोड नहीं',
  },
  progressOf: (sent, all) => `${all} में से ${sent}`,
  left: (duration) => `${duration} बाकी`,
  finishedOf: (done, all) => `${files(all)} में से ${number.format(done)} पूरी`,

  show: 'अपलोड सूची दिखाएँ',
  hide: 'अपलोड सूची छिपाएँ',
  list: 'अपलोड हो रही फ़ाइलें',
  pauseAll: 'सब रोकें',
  resumeAll: 'सब जारी रखें',
  retryFailed: 'असफल फिर आज़माएँ',
  clearFinished: 'पूरी हुई हटाएँ',
  cancelAll: 'सब रद्द करें',
  dismiss: 'हटाएँ',

  pause: (name) => `${name} रोकें`,
  resume: (name) => `${name} जारी रखें`,
  retry: (name) => `${name} फिर आज़माएँ`,
  cancel: (name) => `${name} रद्द करें`,
  chooseFile: (name) => `${name} फिर चुनें`,
  progress: (name) => `${name} की प्रगति`,

  state: {
    queued: 'अपनी बारी के इंतज़ार में',
    starting: 'शुरू हो रहा है …',
    paused: 'रुका हुआ',
    noNetwork: 'इंटरनेट का इंतज़ार',
    signedOut: 'आपके फिर साइन इन करने का इंतज़ार',
    serverBusy: 'सर्वर व्यस्त है, जल्द फिर कोशिश होगी',
    verifying: 'चेकसम मिलाए जा रहे हैं …',
    done: 'जाँचा गया',
    cancelled: 'रद्द',
    needsFile: 'आगे बढ़ने के लिए फ़ाइल फिर चुनें',
    needsClick: 'आगे बढ़ने के लिए “जारी रखें” दबाएँ',
  },
  top: 'मेरी ड्राइव',
  library: (institute) => `${institute} की लाइब्रेरी`,
};
