/**
 * The names under which answers are cached. A prefix (`keys.files`) marks
 * everything below it as stale: use it after anything changed in the drive.
 */
export const keys = {
  setup: ['setup'] as const,
  user: ['user'] as const,
  factors: ['factors'] as const,
  tokens: ['tokens'] as const,
  sessions: ['sessions'] as const,
  devices: ['devices'] as const,
  invitation: (secret: string) => ['invitation', secret] as const,
  reset: (secret: string) => ['reset', secret] as const,

  institutes: ['institutes'] as const,
  myInstitutes: ['institutes', 'mine'] as const,
  allInstitutes: ['institutes', 'all'] as const,
  /** Everything of one institute; its parts are below it. */
  institute: (id: string) => ['institutes', id] as const,
  people: (id: string) => ['institutes', id, 'people'] as const,
  imports: (id: string) => ['institutes', id, 'imports'] as const,
  audit: (id: string | null) => ['institutes', id ?? 'installation', 'audit'] as const,
  mailbox: ['mailbox'] as const,

  files: ['files'] as const,
  usage: ['usage'] as const,

  storage: ['storage'] as const,
  targets: ['storage', 'targets'] as const,
  health: ['storage', 'health'] as const,

  job: (id: string) => ['job', id] as const,
};
