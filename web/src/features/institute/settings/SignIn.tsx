import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { Section } from '@/ui/page/Section';
import { policyQuery } from '../queries';
import { PolicyForm } from './PolicyForm';

const words = text.institute.policy;

/** How people prove who they are, in words that need no training. */
export function SignIn({ institute }: { institute: string }) {
  const query = useQuery(policyQuery(institute));
  return (
    <Section anchor="sign-in" title={words.title} hint={words.hint}>
      {query.isError ? <Text size="sm">{sentence(query.error)}</Text> : null}
      {query.isPending ? <Skeleton height={420} radius="md" /> : null}
      {query.data === undefined ? null : (
        <PolicyForm key={JSON.stringify(query.data)} institute={institute} saved={query.data} />
      )}
    </Section>
  );
}
