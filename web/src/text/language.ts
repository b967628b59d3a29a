/** The languages of the app, and which of them this page speaks. */

export const languages = ['en', 'hi'] as const;

export type Language = (typeof languages)[number];

/** Each language in its own words. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', hi: 'हिन्दी' };

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', hi: 'hi-IN' };

const storageKey = 'lyceum.language';

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/** What was chosen on this device before, else the first language of the browser that we speak. */
export function chooseLanguage(stored: string | null, wishes: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  const known = wishes.map((wish) => wish.toLowerCase().split('-')[0]).find(isLanguage);
  return known ?? 'en';
}

/**
 * Keeps the choice on this device and loads the page again, which speaks one
 * language only. False where nothing can be kept: the page then stays as it is.
 */
export function speak(wanted: Language): boolean {
  try {
    window.localStorage.setItem(storageKey, wanted);
  } catch {
    return false;
  }
  window.location.reload();
  return true;
}

function storedLanguage(): string | null {
  try {
    return window.localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** The language of this page. It does not change while the page is open. */
export const language: Language =
  typeof window === 'undefined' ? 'en' : chooseLanguage(storedLanguage(), navigator.languages);

/** For `Intl`: how this page writes dates and numbers. */
export const locale: string = locales[language];
