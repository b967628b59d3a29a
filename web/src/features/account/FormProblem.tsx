import { Alert } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';

/** What is wrong with the form as a whole, above it. */
export function FormProblem({ children }: { children: string | null }) {
  if (children === null) return null;
  return (
    <Alert color="red" icon={<IconAlertCircle size={20} aria-hidden />} role="alert">
      {children}
    </Alert>
  );
}
