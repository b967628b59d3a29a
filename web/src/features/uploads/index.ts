export { type Uploads, useUploads } from './context';
export { chooseFiles, readChosenFiles, readDirectoryEntries } from './files/dropped';
export type { PickedFile } from './files/picked';
export { UploadTray } from './tray/UploadTray';
export { UploadProvider } from './UploadProvider';
