import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Institute } from '@/api/institutes';
import { keys } from '@/api/keys';
import { text } from '@/text';
import { notifyDone, notifyProblem } from '@/ui/notify';
import { Section } from '@/ui/page/Section';
import { deleteLogo, putLogo } from '../api';
import { BrandPreview } from '../brand/BrandPreview';
import { ColorField } from '../brand/ColorField';
import { LogoField } from '../brand/LogoField';
import { colorTrouble } from '../model';
import { useSaving } from './useSaving';

const words = text.institute.settings;

export function Brand({ institute }: { institute: Institute }) {
  const client = useQueryClient();
  const kept = institute.color;
  const [color, setColor] = useState(kept);
  const saving = useSaving(institute.id);
  const refresh = () => client.invalidateQueries({ queryKey: keys.institutes });

  const placing = useMutation({
    mutationFn: (file: File) => putLogo(institute.id, file),
    onSuccess: () => notifyDone(words.logoSaved),
    onError: notifyProblem,
    onSettled: refresh,
  });
  const removing = useMutation({
    mutationFn: () => deleteLogo(institute.id),
    onSuccess: () => notifyDone(words.logoRemoved),
    onError: notifyProblem,
    onSettled: refresh,
  });

  return (
    <Section title={words.brand} hint={words.brandHint}>
      <Stack>
        <BrandPreview name={institute.name} color={color} logo={institute.logo} />
        <ColorField color={color} onColor={setColor} />
        <LogoField
          has={institute.logo !== null}
          busy={placing.isPending || removing.isPending}
          onChoose={(file) => placing.mutate(file)}
          onRemove={() => removing.mutate()}
        />
        <Group>
          <Button
            loading={saving.isPending}
            disabled={color === kept || colorTrouble(color) !== null}
            onClick={() => saving.mutate({ color }, { onError: notifyProblem })}
          >
            {text.common.save}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
