import { Text } from '@mantine/core';
import {
  type Icon,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDevicesQuestion,
  IconDeviceTablet,
  IconTerminal2,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DeviceKind } from '@/api/types';
import { text } from '@/text';
import classes from './rows.module.css';

const icons: Readonly<Record<DeviceKind, Icon>> = {
  phone: IconDeviceMobile,
  tablet: IconDeviceTablet,
  desktop: IconDeviceDesktop,
  program: IconTerminal2,
  unknown: IconDevicesQuestion,
};

interface DeviceRowProps {
  kind: DeviceKind;
  name: string;
  /** Where and when, one after the other; empty ones are left out. */
  facts: readonly (string | null)[];
  children?: ReactNode;
}

/** A device in a list: what it is, where it was, and what can be done about it. */
export function DeviceRow({ kind, name, facts, children }: DeviceRowProps) {
  const Picture = icons[kind] ?? IconDevicesQuestion;
  return (
    <div className={classes.row}>
      <Picture size={24} stroke={1.5} aria-hidden />
      <div className={classes.text}>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {facts.filter((fact) => fact !== null && fact !== '').join(' · ')}
        </Text>
      </div>
      {children}
    </div>
  );
}

/** "network 203.0.113.x" in the words of the page. */
export function placeName(place: string | null): string | null {
  if (place === null) return null;
  const words = text.security.devices.places;
  const known = Object.keys(words).find((name) => place === name || place.startsWith(`${name} `));
  return known === undefined ? place : `${words[known]}${place.slice(known.length)}`;
}
