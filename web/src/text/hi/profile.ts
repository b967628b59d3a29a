import type { Text } from '../en';

export const profile: Text['profile'] = {
  title: 'प्रोफ़ाइल',
  area: 'आपका अकाउंट',
  you: 'आप',
  name: 'नाम',
  email: 'ई-मेल',
  role: { owner: 'इस Lyceum के स्वामी', member: 'सदस्य' },
  since: (date) => `${date} से`,
  nameSaved: 'आपका नाम सहेज लिया गया',
  appearance: 'रूप-रंग',
  appearanceHint: 'आपके अकाउंट के साथ रहता है और हर डिवाइस पर लागू होता है।',
  language: 'भाषा',
  languageHint: 'पेज आपकी चुनी भाषा में फिर से खुलेगा।',
};
