import { useLocalStorage } from '@mantine/hooks';
import type { Layout } from './place';

/** List or tiles: what the address says, else what this device chose last. */
export function useLayout(fromAddress: Layout | undefined): [Layout, (layout: Layout) => void] {
  const [kept, keep] = useLocalStorage<Layout>({
    key: 'lyceum-layout',
    defaultValue: 'list',
    getInitialValueInEffect: false,
  });
  const known = kept === 'grid' ? 'grid' : 'list';
  return [fromAddress ?? known, keep];
}
