/**
 * The shapes of the HTTP API, as the server sends them: snake_case names,
 * times as RFC 3339 strings in UTC, sizes in bytes, ids in TypeID form.
 */

export type Role = 'owner' | 'member';
export type Theme = 'auto' | 'light' | 'dark';

/** What a person may store, in bytes. */
export interface Allowance {
  limit: number;
  used: number;
  reserved: number;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  theme: Theme;
  created_at: string;
  allowance: Allowance;
}

export interface Setup {
  first_run: boolean;
  registration: 'open' | 'closed';
  version: string;
}

export interface Page<Item> {
  items: Item[];
  /** An opaque cursor for `after`, or null on the last page. */
  next: string | null;
}

export type EntryKind = 'file' | 'folder';

export interface Entry {
  id: string;
  kind: EntryKind;
  name: string;
  /** The folder it lies in; null is the top of the drive. */
  folder: string | null;
  size: number;
  media_type: string | null;
  sha256: string | null;
  version: number;
  versions: number;
  created_at: string;
  modified_at: string;
  trashed_at: string | null;
  /** From the top of the drive: "/a/b.pdf". */
  path: string;
}

export interface Crumb {
  id: string;
  name: string;
}

export interface Listing extends Page<Entry> {
  folder: Entry | null;
  crumbs: Crumb[];
}

export type SortKey = 'name' | 'modified' | 'size' | 'kind';
export type SortOrder = 'asc' | 'desc';

export interface FileVersion {
  version: number;
  size: number;
  sha256: string;
  created_at: string;
  current: boolean;
}

export type ShardState = 'healthy' | 'missing' | 'corrupt' | 'suspended';
export type TargetRole = 'primary' | 'backup';

export interface PlacedShard {
  shard_id: string;
  index: number;
  target_id: string;
  target: string;
  zone: string;
  role: TargetRole;
  state: ShardState;
  bytes: number;
}

export interface Coding {
  kind: 'whole' | 'coded';
  k?: number | null;
  m?: number | null;
}

export interface PlacedSegment {
  number: number;
  chunks: number;
  bytes: number;
  coding: Coding;
  /** How many healthy shards are enough to read it. */
  needed: number;
  healthy: number;
  shards: PlacedShard[];
}

export type PlacementState = 'healthy' | 'degraded' | 'at_risk' | 'unavailable';

export interface Placement {
  content_id: string;
  class: string;
  length: number;
  state: PlacementState;
  segments: PlacedSegment[];
  next: string | null;
}

export type JobState = 'waiting' | 'running' | 'done' | 'failed';

export interface Job {
  id: string;
  kind: string;
  state: JobState;
  progress: { done: number; total: number };
  message: string | null;
  created_at: string;
  finished_at: string | null;
}

export interface TrashPlan {
  files: number;
  folders: number;
  bytes: number;
}

export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'archive' | 'code' | 'other';

export interface KindUsage {
  kind: FileKind;
  files: number;
  bytes: number;
}

export interface Usage {
  limit: number;
  used: number;
  reserved: number;
  trash_bytes: number;
  old_versions_bytes: number;
  files: number;
  folders: number;
  by_kind: KindUsage[];
}

export type TargetState = 'online' | 'read_only' | 'full' | 'suspended' | 'lost' | 'draining';

export interface StorageTarget {
  id: string;
  name: string;
  kind: string;
  zone: string;
  role: TargetRole;
  state: TargetState;
  message: string | null;
  space: { total: number; free: number } | null;
  shards: number;
  bytes: number;
  last_seen_at: string | null;
  last_scrub_at: string | null;
}

export interface Repair {
  content_id: string;
  segment: number;
  reason: string;
  healthy: number;
  needed: number;
  attempts: number;
  next_at: string | null;
}

export interface StorageClass {
  name: string;
  kind: string;
  k?: number | null;
  m?: number | null;
  copies?: number | null;
  acknowledge: number;
}

export interface StorageHealth {
  repairs: { waiting: number; running: number; oldest_at: string | null; items: Repair[] };
  scrub: {
    running: boolean;
    cycle_started_at: string | null;
    checked_shards: number;
    total_shards: number;
    found_bad: number;
    last_finished_at: string | null;
  };
  sweep: { last_at: string | null; removed: number };
  classes: StorageClass[];
}

export interface Session {
  id: string;
  created_at: string;
  last_used_at: string;
  expires_at: string;
  /** What the browser calls itself. */
  agent: string;
  address: string;
  /** Whether it is the session this answer was asked with. */
  current: boolean;
}

export interface ApiToken {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

/** Answered once, when a token is made; the word itself is never shown again. */
export interface NewApiToken extends ApiToken {
  token: string;
}
