import { text } from '@/text';

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** "Firefox on Linux" from a user agent; its order matters, since everybody claims to be everybody. */
export function deviceName(userAgent: string | null | undefined): string {
  if (!userAgent) return text.security.devices.unknown;
  const browser = match(browsers, userAgent);
  const system = match(systems, userAgent);
  if (browser !== undefined && system !== undefined) {
    return text.security.devices.on(browser, system);
  }
  return browser ?? system ?? text.security.devices.unknown;
}

function match(
  table: readonly (readonly [RegExp, string])[],
  userAgent: string,
): string | undefined {
  return table.find(([pattern]) => pattern.test(userAgent))?.[1];
}
