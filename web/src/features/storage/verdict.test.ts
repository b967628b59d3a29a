import { expect, test } from 'vitest';
import type { StorageHealth, StorageTarget, TargetState } from '@/api/types';
import { verdict } from './verdict';

const target = (state: TargetState): StorageTarget => ({
  id: 'target_1',
  name: 'us-east',
  kind: 'directory',
  zone: 'us-east',
  role: 'primary',
  state,
  message: null,
  space: null,
  shards: 0,
  bytes: 0,
  last_seen_at: null,
  last_scrub_at: null,
});

const health = (waiting: number): StorageHealth => ({
  repairs: { waiting, running: 0, oldest_at: null, items: [] },
  scrub: {
    running: false,
    cycle_started_at: null,
    checked_shards: 0,
    total_shards: 0,
    found_bad: 0,
    last_finished_at: null,
  },
  sweep: { last_at: null, removed: 0, waiting: 0 },
  classes: [],
});

test('all places answer and nothing waits', () => {
  expect(verdict([target('online'), target('online')], health(0))).toBe('good');
});

test('a place that is away matters more than the repairs it causes', () => {
  expect(verdict([target('online'), target('suspended')], health(3))).toBe('attention');
});

test('with several places away nobody promises that everything opens', () => {
  expect(verdict([target('lost'), target('suspended')], health(0))).toBe('several');
});

test('repairs are said while all places answer', () => {
  expect(verdict([target('online')], health(1))).toBe('repairing');
});

test('a full disk asks for somebody', () => {
  expect(verdict([target('online'), target('full')], health(0))).toBe('attention');
});
