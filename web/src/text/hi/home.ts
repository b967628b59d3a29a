import type { Text } from '../en';
import { number } from './words';

export const home: Text['home'] = {
  morning: (name) => `सुप्रभात, ${name}`,
  day: (name) => `नमस्ते, ${name}`,
  evening: (name) => `शुभ संध्या, ${name}`,
  intro: (role, institute) => `${institute} में ${role}`,
  checklist: 'शुरुआत के लिए',
  checklistDone: (done, all) => `${number.format(all)} में से ${number.format(done)} पूरे`,
  checklistHint: 'इन्हें किसी भी क्रम में, जब चाहें करें।',
  isDone: 'पूरा',
  isOpen: 'बाकी',
  steps: {
    no_mail: { title: 'मेल सेट करें', hint: 'ताकि न्योते और कोड लोगों तक पहुँचें।' },
    no_strong_factor: {
      title: 'जो बहुत कुछ देखते हैं उन्हें सुरक्षित करें',
      hint: 'स्वामी और व्यवस्थापक ऑथेंटिकेटर ऐप या पासकी इस्तेमाल करें।',
    },
    nobody_invited: {
      title: 'अपने साथियों को बुलाएँ',
      hint: 'व्यवस्थापक, कार्यालय कर्मचारी और शिक्षक।',
    },
    no_students: {
      title: 'अपने विद्यार्थियों को लाएँ',
      hint: 'पूरा बैच एक साथ, स्प्रेडशीट से।',
    },
  },
  oneOwner: 'आप अकेले स्वामी हैं। किसी भरोसेमंद व्यक्ति को भी स्वामी बनाएँ, ताकि आपके न आ पाने पर काम न रुके।',
  people: 'लोग',
  peopleAll: 'सबको देखें',
  joined: (joined, all) => `${number.format(all)} में से ${number.format(joined)}`,
  joinedHint: 'जुड़ चुके हैं',
  missing: (value) =>
    value === 0 ? 'कोई बाकी नहीं है।' : `${number.format(value)} लोग अभी नहीं जुड़े हैं।`,
  expired: (value) => `${number.format(value)} न्योतों का समय बीत गया। फिर से भेजें।`,
  storage: 'लाइब्रेरी',
  storageOpen: 'लाइब्रेरी खोलें',
  storageNearlyFull: 'लगभग भर गई है। इसका ट्रैश खाली करें, या सर्वर चलाने वाले से और जगह माँगें।',
  library: 'लाइब्रेरी',
  libraryHint: {
    write: 'जिसे आपके संस्थान में सब पढ़ सकते हैं। आप इसमें जोड़ सकते हैं।',
    read: 'प्रश्नपत्र, नोट्स और रिकॉर्डिंग जो आपका संस्थान आपको देता है।',
  },
  drive: 'मेरी ड्राइव',
  driveHint: 'आपकी अपनी फ़ाइलें, जिन्हें और कोई नहीं देख सकता।',
  security: 'आपका अकाउंट',
  securityMust: 'आपका संस्थान ऑथेंटिकेटर ऐप या पासकी चाहता है। ज़रूरत पड़ने से पहले अभी एक जोड़ लें।',
  securityShould: 'पासवर्ड चोरी हो जाए तब भी पासकी या ऑथेंटिकेटर ऐप आपका अकाउंट बचाता है।',
  audit: 'हाल में',
  auditAll: 'पूरा ऑडिट',
  auditNone: 'अभी कुछ नहीं हुआ है।',
};
