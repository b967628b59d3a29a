import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Institute, instituteQuery } from '@/api/institutes';
import { text } from '@/text';
import { Page } from '@/ui/page/Page';
import { Steps } from '@/ui/Steps';
import { Trouble } from '@/ui/Trouble';
import { FirstStep } from './FirstStep';
import { MailStep } from './MailStep';
import { PeopleStep } from './PeopleStep';
import type { WizardPlace } from './place';

const words = text.institute.wizard;

export interface OpenPorts {
  /** The form that invites the first staff; it belongs to the people. */
  renderInvite: (props: {
    institute: Institute;
    onDone: () => void;
    beside: ReactNode;
  }) => ReactNode;
}

interface OpenPageProps {
  place: WizardPlace;
  ports: OpenPorts;
  onPlace: (place: WizardPlace) => void;
  onFinished: (institute: string) => void;
}

/** Three short steps to an institute that works. Each is saved before the next begins. */
export function OpenPage({ place, ports, onPlace, onFinished }: OpenPageProps) {
  const { institute: id, step } = place;
  const active = id === undefined ? 0 : step === 'people' ? 2 : 1;
  return (
    <Page title={words.title} intro={words.intro} shape="narrow">
      <Steps labels={words.steps} active={active} />
      {id === undefined ? (
        <FirstStep onOpened={(made) => onPlace({ institute: made, step: 'mail' })} />
      ) : (
        <Opened id={id}>
          {(institute) =>
            step === 'people' ? (
              <PeopleStep>
                {ports.renderInvite({
                  institute,
                  onDone: () => onFinished(id),
                  beside: (
                    <Button variant="default" onClick={() => onFinished(id)}>
                      {words.skip}
                    </Button>
                  ),
                })}
              </PeopleStep>
            ) : (
              <MailStep
                institute={institute}
                onNext={() => onPlace({ institute: id, step: 'people' })}
              />
            )
          }
        </Opened>
      )}
    </Page>
  );
}

function Opened({ id, children }: { id: string; children: (institute: Institute) => ReactNode }) {
  const query = useQuery(instituteQuery(id));
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Trouble error={query.error} onRetry={() => query.refetch()} />;
  return <Skeleton height={260} radius="lg" />;
}
