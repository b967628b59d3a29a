import { CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { isRole, roles } from '@/api/roles';
import { text } from '@/text';
import { isState, memberStates, type PeoplePlace } from '../model/place';
import classes from '../people.module.css';

const words = text.directory;
const debounceMs = 200;

interface FiltersProps {
  place: PeoplePlace;
  onPlace: (patch: PeoplePlace) => void;
}

/** Searches while typing; everything lives in the address, so a view can be linked. */
export function Filters({ place, onPlace }: FiltersProps) {
  const [typed, setTyped] = useState(place.q ?? '');
  const sent = useRef(place.q ?? '');
  const search = (q: string) => {
    sent.current = q;
    onPlace({ q: q === '' ? undefined : q });
  };
  const searchSoon = useDebouncedCallback(search, debounceMs);

  // Going back, or clearing the filters, changes the words under us.
  const inAddress = place.q ?? '';
  useEffect(() => {
    if (inAddress === sent.current) return;
    sent.current = inAddress;
    setTyped(inAddress);
  }, [inAddress]);

  return (
    <search className={classes.filters}>
      <TextInput
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
        rightSection={
          typed === '' ? null : (
            <CloseButton
              size="sm"
              aria-label={words.clearSearch}
              onClick={() => {
                setTyped('');
                search('');
              }}
            />
          )
        }
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          searchSoon(event.currentTarget.value.trim());
        }}
      />
      <Select
        aria-label={words.role}
        placeholder={words.everyRole}
        data={roles.map((value) => ({ value, label: text.places.rolesMany[value] }))}
        value={place.role ?? null}
        onChange={(value) => onPlace({ role: isRole(value) ? value : undefined })}
        clearable
        clearButtonProps={{ 'aria-label': words.everyRole }}
      />
      <Select
        aria-label={words.state}
        placeholder={words.everyState}
        data={memberStates.map((value) => ({ value, label: words.states[value] }))}
        value={place.state ?? null}
        onChange={(value) => onPlace({ state: isState(value) ? value : undefined })}
        clearable
        clearButtonProps={{ 'aria-label': words.everyState }}
      />
    </search>
  );
}
