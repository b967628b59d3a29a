import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { publishNonce } from './app/nonce';
import { Providers } from './app/providers';
import { router } from './app/router';
import { guardSinks } from './app/trusted_types';
import { language } from './text/language';

guardSinks();
publishNonce();
document.documentElement.lang = language;

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root element');

createRoot(container).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
