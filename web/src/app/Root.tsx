import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useQuestion } from '@/api/step_up';

// Asked rarely, so it comes when it is needed.
const ConfirmDialog = lazy(() =>
  import('@/features/security/confirm/ConfirmDialog').then((module) => ({
    default: module.ConfirmDialog,
  })),
);

/** Every page, and the one question that may come up on any of them. */
export function Root() {
  const question = useQuestion();
  return (
    <>
      <Outlet />
      {question === null ? null : (
        <Suspense>
          <ConfirmDialog question={question} />
        </Suspense>
      )}
    </>
  );
}
