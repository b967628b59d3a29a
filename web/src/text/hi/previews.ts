import type { Text } from '../en';
import { number } from './words';

export const previews: Text['previews'] = {
  close: 'झलक बंद करें',
  previous: 'पिछली फ़ाइल',
  next: 'अगली फ़ाइल',
  download: 'डाउनलोड करें',
  loading: 'झलक खुल रही है',
  broken: 'यह फ़ाइल दिखाई नहीं जा सकती',
  brokenHint:
    'शायद यह खराब है, या ऐसे प्रकार की है जिसे यह ब्राउज़र नहीं जानता। किसी दूसरे प्रोग्राम में खोलने के लिए डाउनलोड करें।',
  none: 'इस प्रकार की फ़ाइल की झलक नहीं होती',
  noneHint: 'किसी दूसरे प्रोग्राम में खोलने के लिए डाउनलोड करें।',
  facts: { size: 'आकार', kind: 'प्रकार', modified: 'बदला गया', sha256: 'SHA-256' },
  image: {
    zoom: 'ज़ूम',
    zoomIn: 'बड़ा करें',
    zoomOut: 'छोटा करें',
    fit: 'विंडो में समाएँ',
    fitted: 'समाया हुआ',
    view: (name) => `चित्र ${name}`,
  },
  pdf: {
    pages: (name) => `${name} के पन्ने`,
    page: (at, all) => `पन्ना ${number.format(at)} / ${number.format(all)}`,
    locked: 'यह PDF पासवर्ड से बंद है। किसी दूसरे प्रोग्राम में खोलने के लिए डाउनलोड करें।',
  },
  text: {
    contents: (name) => `${name} की सामग्री`,
    empty: 'यह फ़ाइल खाली है।',
    cut: (shown, all) => `${all} में से पहले ${shown}। बाकी पढ़ने के लिए फ़ाइल डाउनलोड करें।`,
    binary: 'यह पाठ के बजाय किसी प्रोग्राम का डेटा लगता है।',
  },
};
