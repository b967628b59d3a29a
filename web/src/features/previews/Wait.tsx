import { Center, Loader } from '@mantine/core';
import { words } from './words';

export function Wait() {
  return (
    <Center h="100%" role="status" aria-label={words.loading}>
      <Loader />
    </Center>
  );
}
