import { en, type Text } from './en';

/**
 * Every sentence of the web app. Another language is another object of the same
 * shape; this is the one place that chooses between them.
 */
export const text: Text = en;
