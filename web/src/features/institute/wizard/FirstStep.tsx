import { Button, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { isLanguage, languageNames, languages, language as pageLanguage } from '@/text/language';
import { Notice } from '@/ui/Notice';
import { BrandPreview } from '../brand/BrandPreview';
import { ColorField, firstColor } from '../brand/ColorField';
import { LogoField } from '../brand/LogoField';
import { TimeZoneField } from '../brand/TimeZoneField';
import { usePicture } from '../brand/usePicture';
import classes from '../institute.module.css';
import { colorTrouble, nameTrouble, timeZoneHere } from '../model';
import { useOpening } from './useOpening';

const words = text.institute.wizard;
const fields = text.institute.fields;

/** What the institute is called and how it looks. Sending it opens the institute. */
export function FirstStep({ onOpened }: { onOpened: (id: string) => void }) {
  const [name, setName] = useState('');
  const [color, setColor] = useState(firstColor);
  const [logo, setLogo] = useState<File | null>(null);
  const [zone, setZone] = useState(() => timeZoneHere());
  const [language, setLanguage] = useState(pageLanguage);
  const [tried, setTried] = useState(false);
  const picture = usePicture(logo);
  const opening = useOpening(onOpened);

  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (colorTrouble(color) !== null) return;
    if (nameTrouble(name) !== null) {
      event.currentTarget.querySelector<HTMLInputElement>('[name="name"]')?.focus();
      return;
    }
    opening.mutate({
      name: name.trim(),
      time_zone: zone,
      language,
      color,
      logo,
    });
  };

  return (
    <form onSubmit={onSubmit} noValidate className={classes.panel}>
      {opening.isError ? (
        <Notice tone="bad" role="alert">
          {sentence(opening.error)}
        </Notice>
      ) : null}
      <BrandPreview name={name} color={color} logo={picture} />
      <TextInput
        name="name"
        label={fields.name}
        description={fields.nameHint}
        autoComplete="organization"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={tried ? nameTrouble(name) : null}
      />
      <Stack gap="md">
        <ColorField color={color} onColor={setColor} />
        <LogoField has={logo !== null} onChoose={setLogo} onRemove={() => setLogo(null)} />
      </Stack>
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
      <Button type="submit" size="md" loading={opening.isPending}>
        {words.create}
      </Button>
    </form>
  );
}
