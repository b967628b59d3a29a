import { SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { updateUser } from '@/api/calls';
import { text } from '@/text';
import {
  isLanguage,
  language,
  languageNames,
  languages,
  speak,
  type Language as Wanted,
} from '@/text/language';
import { Card } from '@/ui/Card';
import { notifyProblem } from '@/ui/notify';

const words = text.profile;

/** Kept with the account first; a page that could not keep it stays as it is. */
export function Language() {
  const choosing = useMutation({
    mutationFn: (wanted: Wanted) => updateUser({ language: wanted }),
    onSuccess: (_, wanted) => speak(wanted),
    onError: notifyProblem,
  });
  return (
    <Card title={words.language} hint={words.languageHint}>
      <SegmentedControl
        aria-label={words.language}
        value={choosing.isPending ? choosing.variables : language}
        disabled={choosing.isPending}
        onChange={(wanted) => isLanguage(wanted) && choosing.mutate(wanted)}
        data={languages.map((value) => ({
          value,
          label: <span lang={value}>{languageNames[value]}</span>,
        }))}
      />
    </Card>
  );
}
