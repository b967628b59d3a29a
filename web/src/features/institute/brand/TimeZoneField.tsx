import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { text } from '@/text';
import { timeZoneLabel, timeZones } from '../model';

const words = text.institute.fields;

interface TimeZoneFieldProps {
  zone: string;
  onZone: (zone: string) => void;
}

export function TimeZoneField({ zone, onZone }: TimeZoneFieldProps) {
  const data = useMemo(
    () => timeZones(zone).map((value) => ({ value, label: timeZoneLabel(value) })),
    [zone],
  );
  return (
    <Select
      label={words.timeZone}
      description={words.timeZoneHint}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={data}
      value={zone}
      onChange={(value) => {
        if (value !== null) onZone(value);
      }}
      searchable
      limit={60}
      allowDeselect={false}
      nothingFoundMessage={words.timeZoneNone}
      autoComplete="off"
    />
  );
}
