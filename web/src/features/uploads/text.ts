import { text } from '@/text';

/** Every sentence of the upload tray. */
export const words = text.uploads;
