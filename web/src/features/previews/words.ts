import { text } from '@/text';

/** Every sentence of the previews. */
export const words = text.previews;
