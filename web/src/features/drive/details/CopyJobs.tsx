import { Button, Group, Progress, Text } from '@mantine/core';
import { IconCloudUp, IconCopyPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { replicate, sync } from '@/api/calls';
import { keys } from '@/api/keys';
import { text } from '@/text';
import { notifyProblem } from '@/ui/notify';
import { jobQuery } from '../queries';

type Work = 'replicate' | 'sync';

/** Starts copying or backing up now, and follows the job to its end. */
export function CopyJobs({ id }: { id: string }) {
  const [job, setJob] = useState<{ work: Work; id: string } | null>(null);
  const starting = useMutation({
    mutationFn: async (work: Work) => {
      const started = await (work === 'replicate' ? replicate(id) : sync(id));
      setJob({ work, id: started.id });
    },
    onError: notifyProblem,
  });
  const words = text.drive.map;
  return (
    <div>
      <Group grow>
        <Button
          variant="light"
          leftSection={<IconCopyPlus size={18} aria-hidden />}
          loading={starting.isPending && starting.variables === 'replicate'}
          onClick={() => starting.mutate('replicate')}
        >
          {words.replicate}
        </Button>
        <Button
          variant="light"
          leftSection={<IconCloudUp size={18} aria-hidden />}
          loading={starting.isPending && starting.variables === 'sync'}
          onClick={() => starting.mutate('sync')}
        >
          {words.sync}
        </Button>
      </Group>
      <div aria-live="polite">{job === null ? null : <Follow key={job.id} {...job} />}</div>
    </div>
  );
}

function Follow({ id, work }: { id: string; work: Work }) {
  const client = useQueryClient();
  const { data: job, error } = useQuery(jobQuery(id));
  const ended = job?.state === 'done' || job?.state === 'failed';
  const words = text.drive.map;

  useEffect(() => {
    if (ended) void client.invalidateQueries({ queryKey: [...keys.files, 'placement'] });
  }, [ended, client]);

  if (error !== null) return <Said>{words.jobs[work]}</Said>;
  if (job === undefined || job.state === 'waiting') return <Said>{words.jobWaiting}</Said>;
  if (job.state === 'failed') return <Said bad>{job.message ?? text.problems.INTERNAL}</Said>;
  if (job.state === 'done') return <Said>{job.message ?? words.jobDone[work]}</Said>;
  const { done, total } = job.progress;
  return (
    <>
      <Said>
        {words.jobs[work]}
        {total > 0 ? ` · ${words.jobProgress(done, total)}` : ''}
      </Said>
      <Progress
        value={total > 0 ? (done / total) * 100 : 100}
        animated={total === 0}
        aria-label={words.jobs[work]}
        size="sm"
        mt={4}
      />
    </>
  );
}

function Said({ children, bad = false }: { children: React.ReactNode; bad?: boolean }) {
  return (
    <Text size="sm" mt="sm" c={bad ? 'var(--danger)' : 'dimmed'}>
      {children}
    </Text>
  );
}
