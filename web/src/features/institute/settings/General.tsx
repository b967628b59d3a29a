import { Button, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Institute } from '@/api/institutes';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { isLanguage, languageNames, languages } from '@/text/language';
import { Notice } from '@/ui/Notice';
import { Section } from '@/ui/page/Section';
import { TimeZoneField } from '../brand/TimeZoneField';
import classes from '../institute.module.css';
import { emailTrouble, nameTrouble } from '../model';
import { useSaving } from './useSaving';

const words = text.institute.settings;
const fields = text.institute.fields;

export function General({ institute }: { institute: Institute }) {
  const [name, setName] = useState(institute.name);
  const [contact, setContact] = useState(institute.contact_email ?? '');
  const [zone, setZone] = useState(institute.time_zone);
  const [language, setLanguage] = useState(institute.language);
  const saving = useSaving(institute.id);

  const contactTrouble =
    contact.trim() === '' ? null : emailTrouble(contact, fields.contactInvalid);
  const changed =
    name.trim() !== institute.name ||
    contact.trim() !== (institute.contact_email ?? '') ||
    zone !== institute.time_zone ||
    language !== institute.language;
  const fits = nameTrouble(name) === null && contactTrouble === null;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!changed || !fits) return;
    saving.mutate({
      name: name.trim(),
      contact_email: contact.trim(),
      time_zone: zone,
      language,
    });
  };

  return (
    <Section title={words.general} hint={words.generalHint}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          {saving.isError ? (
            <Notice tone="bad" role="alert">
              {sentence(saving.error)}
            </Notice>
          ) : null}
          <TextInput
            label={fields.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={nameTrouble(name)}
          />
          <TextInput
            label={fields.contact}
            description={fields.contactHint}
            type="email"
            value={contact}
            onChange={(event) => setContact(event.currentTarget.value)}
            error={contactTrouble}
          />
          <div className={classes.pair}>
            <TimeZoneField zone={zone} onZone={setZone} />
            <Select
              label={fields.language}
              description={fields.languageHint}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              data={languages.map((value) => ({ value, label: languageNames[value] }))}
              value={language}
              onChange={(value) => {
                if (isLanguage(value)) setLanguage(value);
              }}
              allowDeselect={false}
            />
          </div>
          <Button
            type="submit"
            w="fit-content"
            loading={saving.isPending}
            disabled={!changed || !fits}
          >
            {text.common.save}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
