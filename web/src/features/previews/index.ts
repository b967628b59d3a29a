export { Preview, type PreviewProps } from './Preview';
export { previewKind } from './preview_kind';
