/**
 * The shapes of the HTTP API under the names the app uses. They are made from
 * the API document (`npm run api`), so a field that changes there is a type
 * error here. Sizes are bytes, times RFC 3339 strings in UTC, ids TypeIDs.
 */
import type * as wire from './generated/types.gen';

/**
 * The document lists what may be null as optional; the server always sends it.
 * This says so, all the way down.
 */
export type Sent<Value> = Value extends readonly (infer Item)[]
  ? Sent<Item>[]
  : Value extends object
    ? { [Key in keyof Value]-?: Sent<Value[Key]> }
    : Value;

/** Some fields are plain strings in the document but only ever one of a few words. */
type Narrow<Shape, Words> = Omit<Shape, keyof Words> & Words;

export type Theme = wire.Theme;
export type User = Sent<wire.User>;
export type Setup = Sent<wire.Setup> & {
  /** Whether letters wait on the mailbox page, since there is no mail server. */
  mailbox?: boolean;
};
export type DeviceKind = wire.DeviceKind;
/** A device that is signed in. */
export type Session = Sent<wire.Session>;

export interface Page<Item> {
  items: Item[];
  /** An opaque cursor for `after`, or null on the last page. */
  next: string | null;
}

/** A file or a folder; `folder` is null at the top of the drive. */
export type Entry = Sent<wire.Entry>;
export type Crumb = Sent<wire.Crumb>;
export type Listing = Sent<wire.Listing>;
export type FileVersion = Sent<wire.FileVersion>;
export type FileKind = wire.Category;
export type TrashPlan = Sent<wire.TrashPlan>;

export type SortKey = 'name' | 'modified' | 'size' | 'kind';
export type SortOrder = 'asc' | 'desc';

export type ShardState = 'healthy' | 'missing' | 'corrupt' | 'suspended';
export type TargetRole = 'primary' | 'backup';
export type PlacedShard = Narrow<Sent<wire.PlacedShard>, { state: ShardState; role: TargetRole }>;
export type PlacedSegment = Narrow<
  Sent<wire.PlacedSegment>,
  { shards: PlacedShard[]; coding: Narrow<Sent<wire.Coding>, { kind: 'whole' | 'coded' }> }
>;
/** Safest first. */
export type PlacementState = 'healthy' | 'degraded' | 'at_risk' | 'unavailable';
export type Placement = Narrow<
  Sent<wire.Placement>,
  { state: PlacementState; segments: PlacedSegment[] }
>;

export type Job = Sent<wire.Job>;

export type Usage = Sent<wire.Usage>;
export type TargetState = 'online' | 'read_only' | 'full' | 'suspended' | 'lost';
export type StorageTarget = Narrow<
  Sent<wire.StorageNode>,
  { state: TargetState; role: TargetRole }
>;
export type StorageClass = Sent<wire.Class>;
export type StorageHealth = Sent<wire.Health>;
