import type { Text } from './en';
import { account } from './hi/account';
import { audit } from './hi/audit';
import { drive, trash } from './hi/drive';
import { home } from './hi/home';
import { imports } from './hi/imports';
import { institute } from './hi/institute';
import { mailbox } from './hi/mailbox';
import { directory, invite, person } from './hi/people';
import { places } from './hi/places';
import { previews } from './hi/previews';
import { profile } from './hi/profile';
import { security } from './hi/security';
import { shortcuts } from './hi/shortcuts';
import { storage, usage } from './hi/storage';
import { uploads } from './hi/uploads';
import { count, files, folders, items } from './hi/words';

/** Hindi. Loaded only where it is spoken; nothing here may import what runs before it. */
export const hi: Text = {
  places,
  home,
  institute,
  directory,
  person,
  invite,
  imports,
  audit,
  mailbox,
  product: 'Lyceum',
  tagline: 'आपकी फ़ाइलें, सीलबंद और एक साथ कई जगह सुरक्षित।',

  common: {
    cancel: 'रद्द करें',
    close: 'बंद करें',
    save: 'सहेजें',
    saving: 'सहेजा जा रहा है …',
    saved: 'सहेजा गया',
    copy: 'कॉपी करें',
    copied: 'कॉपी हुआ',
    undo: 'वापस करें',
    retry: 'फिर कोशिश करें',
    loading: 'खुल रहा है …',
    loadMore: 'और दिखाएँ',
    never: 'कभी नहीं',
    unknown: 'अज्ञात',
    justNow: 'अभी-अभी',
    duration: {
      rate: (bytes) => `${bytes}/से॰`,
      seconds: (amount) => `${amount} से॰`,
      minutes: (amount) => `${amount} मि॰`,
      hours: (amount) => `${amount} घं॰`,
      days: (amount) => `${amount} दिन`,
    },
    count,
    items,
    files,
    folders,
  },

  shell: {
    skip: 'सामग्री पर जाएँ',
    navigation: 'मुख्य',
    search: 'अपनी ड्राइव में खोजें',
    clearSearch: 'खोज हटाएँ',
    account: (name, letters) => `${letters}, ${name} का अकाउंट`,
    profile: 'प्रोफ़ाइल',
    shortcuts: 'कीबोर्ड शॉर्टकट',
    signOut: 'साइन आउट करें',
    theme: 'थीम',
    themes: { auto: 'सिस्टम जैसी', light: 'हल्की', dark: 'गहरी' },
    drive: 'ड्राइव',
    trash: 'ट्रैश',
    storage: 'स्टोरेज',
    used: (used, limit) => `${limit} में से ${used} भरी`,
    offline: 'सर्वर से संपर्क नहीं है। फिर कोशिश हो रही है …',
  },

  errors: {
    title: 'यह पेज दिखाया नहीं जा सका',
    notFoundTitle: 'यहाँ कुछ नहीं है',
    notFound: 'ऐसा कोई पेज नहीं है, या वह आपके देखने के लिए नहीं है।',
    home: 'होम पर जाएँ',
    loadFailed: 'यह खुल नहीं सका',
  },

  problems: {
    VALIDATION: 'फ़ॉर्म में कुछ सही नहीं है। देखकर फिर कोशिश करें।',
    UNAUTHENTICATED: 'कृपया फिर से साइन इन करें।',
    FORBIDDEN: 'आपको यह करने की अनुमति नहीं है।',
    NOT_FOUND: 'यह अब वहाँ नहीं है। शायद इसे हटाया या मिटाया गया।',
    CONFLICT: 'इसी क्षण किसी ने इसे बदल दिया। पेज फिर से खोलकर कोशिश करें।',
    NAME_TAKEN: 'यह नाम यहाँ पहले से है। कोई दूसरा चुनें।',
    PRECONDITION_FAILED: 'इस बीच यह बदल गया। इसे फिर से खोलकर कोशिश करें।',
    QUOTA_EXCEEDED: 'आपकी ड्राइव भर गई है। कुछ मिटाएँ या ट्रैश खाली करें, फिर कोशिश करें।',
    TOO_LARGE: 'यह सर्वर की सीमा से बड़ा है।',
    RANGE_NOT_SATISFIABLE: 'फ़ाइल का वह हिस्सा है ही नहीं।',
    DATA_UNAVAILABLE:
      'इस फ़ाइल को पढ़ने के लिए ज़रूरी स्टोरेज जगहें अभी उपलब्ध नहीं हैं। फ़ाइल खोई नहीं है: उनके लौटने पर फिर कोशिश करें।',
    STORAGE_UNAVAILABLE:
      'फ़ाइल को सुरक्षित रखने लायक स्टोरेज जगहें अभी पहुँच में नहीं हैं। कुछ नहीं रखा गया; थोड़ी देर में फिर कोशिश करें।',
    RATE_LIMITED: 'बहुत ज़्यादा कोशिशें हुईं। थोड़ा रुककर फिर कोशिश करें।',
    CHECKSUM_MISMATCH: 'रास्ते में बाइट खराब हो गए। फ़ाइल फिर से भेजें।',
    INTERNAL: 'सर्वर पर कुछ गड़बड़ हुई। फिर कोशिश करें; बनी रहे तो इसे चलाने वाले को बताएँ।',
    WRONG_CREDENTIALS: 'ई-मेल या पासवर्ड सही नहीं है। दोनों देखकर फिर कोशिश करें।',
    WRONG_CODE: 'यह कोड सही नहीं है। देखकर फिर कोशिश करें।',
    ATTEMPT_OVER: 'बहुत समय लग गया या बहुत कोशिशें हो गईं। फिर से शुरू करें।',
    INVITATION_OVER: 'यह न्योता अब नहीं चलता। बुलाने वाले से नया माँगें।',
    FACTOR_REQUIRED: 'आपका संस्थान यहाँ ऑथेंटिकेटर ऐप या पासकी चाहता है।',
    PEOPLE_ONLY: 'टोकन यह नहीं कर सकता। साइन इन करके आप स्वयं करें।',
    ONLY_WAY_IN: 'अंदर आने का यही एक तरीका है। पहले पासवर्ड चुनें।',
    LAST_OWNER: 'एक स्वामी हमेशा होना चाहिए। पहले किसी और को स्वामी बनाएँ।',
    ALREADY_MEMBER: 'आप इस संस्थान में पहले से हैं।',
    ANOTHER_ADDRESS: 'यह न्योता किसी दूसरे ई-मेल पते के लिए है।',
    ADDRESS_TAKEN: 'यह ई-मेल पता पहले से किसी का है।',
    GOOGLE_UNAVAILABLE: 'Google जवाब नहीं दे रहा। थोड़ी देर में फिर कोशिश करें, या दूसरे तरीके से साइन इन करें।',
    PASSKEY_REFUSED: 'यह पासकी स्वीकार नहीं हुई। फिर कोशिश करें, या दूसरा तरीका चुनें।',
    CEREMONY_OVER: 'बहुत समय लग गया। फिर कोशिश करें।',
    PASSKEYS_UNAVAILABLE:
      'पासकी के लिए होस्ट नाम चाहिए। इस Lyceum को चलाने वाले से सार्वजनिक पता सेट करने को कहें।',
    STEP_UP_REQUIRED: 'कुछ नहीं बदला, क्योंकि आपने पुष्टि नहीं की कि यह आप हैं।',
    SCOPE_MISSING: 'इस टोकन को यह करने का अधिकार नहीं है। ज़्यादा अधिकारों वाला टोकन बनाएँ।',
    OFFLINE: 'सर्वर जवाब नहीं दे रहा। अपना कनेक्शन देखकर फिर कोशिश करें।',
    PASSKEY_CANCELLED: 'पासकी इस्तेमाल नहीं हुई। फिर कोशिश करें, या दूसरा तरीका चुनें।',
    PASSKEY_EXISTS: 'इस डिवाइस में यहाँ के लिए आपकी पासकी पहले से है।',
    PASSKEY_FAILED: 'आपका डिवाइस पासकी इस्तेमाल नहीं कर सका। फिर कोशिश करें, या दूसरा तरीका चुनें।',
  },

  account,
  drive,
  trash,
  usage,
  storage,
  profile,
  security,
  uploads,
  previews,
  shortcuts,
};
