/** A file with its place below the folder it came from. */
export interface PickedFile {
  readonly file: File;
  /** `photos/2024/a.jpg`; absent for a file that came alone. */
  readonly relativePath?: string;
  /** Lets a later visit read the file again without asking, where the browser knows how. */
  readonly handle?: FileSystemFileHandle;
}
