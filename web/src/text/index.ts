import { en, type Text } from './en';
import { language } from './language';

/**
 * Every sentence of the web app, in the language of this page. Another language
 * is another object of the same shape; it loads only where it is spoken, and
 * before anything that speaks.
 */
export const text: Text = language === 'hi' ? (await import('./hi')).hi : en;
