import { expect, test } from 'vitest';
import { text } from '@/text';
import {
  colorTrouble,
  domainTrouble,
  logoTrouble,
  nameTrouble,
  timeZoneLabel,
  timeZones,
} from './model';

test('a name is more than spaces and has an end', () => {
  expect(nameTrouble('  ')).not.toBeNull();
  expect(nameTrouble('Brightwater')).toBeNull();
  expect(nameTrouble('x'.repeat(101))).not.toBeNull();
});

test('a domain is bare', () => {
  expect(domainTrouble('')).toBeNull();
  expect(domainTrouble('example.edu')).toBeNull();
  expect(domainTrouble('@example.edu')).not.toBeNull();
  expect(domainTrouble('https://example.edu')).not.toBeNull();
});

test('every colour we offer carries white letters', () => {
  for (const color of Object.keys(text.institute.fields.colorNamed)) {
    expect(colorTrouble(color), color).toBeNull();
  }
  expect(colorTrouble('#ffdd00')).not.toBeNull();
  expect(colorTrouble('#fff')).not.toBeNull();
});

test('a logo is a small picture', () => {
  expect(logoTrouble({ type: 'image/png', size: 1000 })).toBeNull();
  expect(logoTrouble({ type: 'image/svg+xml', size: 1000 })).not.toBeNull();
  expect(logoTrouble({ type: 'image/png', size: 600_000 })).not.toBeNull();
});

test('time zones show their hour', () => {
  expect(timeZoneLabel('Asia/Kolkata', new Date('2026-01-01'))).toBe('Asia/Kolkata (GMT+5:30)');
  expect(timeZones('Asia/Kolkata')).toEqual(
    expect.arrayContaining(['Europe/Berlin', 'Asia/Kolkata']),
  );
  expect(timeZones('UTC')).not.toContain('Asia/Calcutta');
  expect(timeZoneLabel('Nowhere/Land')).toBe('Nowhere/Land');
});
