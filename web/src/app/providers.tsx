import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { UploadProvider } from '@/features/uploads';
import { styleNonce } from './nonce';
import { queryClient } from './query_client';
import { cssVariables, theme } from './theme';

export function Providers({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Notifications position="bottom-left" limit={4} />
      <QueryClientProvider client={queryClient}>
        <UploadProvider>{children}</UploadProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
