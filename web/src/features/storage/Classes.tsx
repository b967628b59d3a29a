import { Text, Title } from '@mantine/core';
import type { StorageClass } from '@/api/types';
import { text } from '@/text';
import classes from './storage.module.css';

const words = text.storage;

/** How files are spread, in words. */
export function Classes({ classes: all }: { classes: readonly StorageClass[] }) {
  return (
    <section className={classes.card} aria-labelledby="classes">
      <Title order={2} id="classes" className={classes.cardTitle}>
        {words.classes}
      </Title>
      <ul className={classes.plain}>
        {all.map((one) => (
          <li key={one.name}>
            <Text size="sm" fw={600}>
              {one.name}
              {one.is_default ? ` · ${words.classDefault}` : ''}
            </Text>
            <Text size="sm" c="dimmed">
              {spread(one)}; {words.acknowledge(one.acknowledge)}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

function spread({ k, m, copies }: StorageClass): string {
  if (k != null && m != null && m > 0 && k > 1) return words.classCoded(k, m);
  return words.classWhole(copies ?? 1);
}
