import { Loader } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { emptyTrash, planEmptyTrash } from '@/api/calls';
import { sentence } from '@/api/problem';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { Confirm } from '@/ui/Confirm';
import { notifyDone, notifyProblem } from '@/ui/notify';

const words = text.trash;

/** Says exactly what will be gone before anything is. */
export function EmptyTrash({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const plan = useQuery({
    queryKey: ['trash-plan'],
    queryFn: planEmptyTrash,
    gcTime: 0,
    staleTime: 0,
  });
  const emptying = useMutation({
    mutationFn: emptyTrash,
    onSuccess: ({ bytes }) => {
      notifyDone(words.emptied(formatBytes(bytes)));
      onDone();
    },
    onError: notifyProblem,
  });
  return (
    <Confirm
      opened
      title={words.emptyPlanTitle}
      confirm={words.empty}
      busy={emptying.isPending || plan.isPending}
      onConfirm={() => emptying.mutate()}
      onClose={onClose}
    >
      {plan.isError ? (
        sentence(plan.error)
      ) : plan.isPending ? (
        <Loader size="sm" />
      ) : (
        <>
          {words.emptyPlan(plan.data.files, plan.data.folders, formatBytes(plan.data.bytes))}{' '}
          {words.deleteHint}
        </>
      )}
    </Confirm>
  );
}
