import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type SearchPlace, searchPlace } from '@/features/drive/model/place';
import { text } from '@/text';
import { instituteIn } from '../place/usePlace';
import classes from './layout.module.css';

const debounceMs = 250;

/** Searches while typing. The words live in the address, so results can be linked. */
export function SearchField() {
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const inAddress = useRouterState({
    select: ({ location }) =>
      isSearch(location.pathname) ? (searchPlace(location.search).q ?? '') : '',
  });
  const onSearchPage = useRouterState({
    select: ({ location }) => isSearch(location.pathname),
  });
  const institute = useRouterState({ select: ({ location }) => instituteIn(location.pathname) });
  const label = institute === null ? text.shell.search : text.places.searchLibrary;
  const [words, setWords] = useState(inAddress);

  // Following a link or going back changes the address under us; our own changes do not count.
  const ours = useRef(inAddress);
  useEffect(() => {
    if (inAddress === ours.current) return;
    ours.current = inAddress;
    setWords(inAddress);
  }, [inAddress]);

  const search = (q: string) => {
    if (q === '' && !onSearchPage) return;
    ours.current = q;
    void navigate({
      to: institute === null ? '/search' : `/i/${institute}/library/search`,
      search: (now: SearchPlace) => ({ ...(onSearchPage ? now : {}), q: q === '' ? undefined : q }),
      replace: onSearchPage,
    });
  };
  const searchSoon = useDebouncedCallback(search, debounceMs);

  return (
    <search className={classes.search}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          search(words.trim());
          field.current?.blur();
        }}
      >
        <TextInput
          id="search"
          ref={field}
          type="search"
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          leftSection={<IconSearch size={18} stroke={1.7} aria-hidden />}
          rightSection={
            words === '' ? (
              <kbd className={classes.searchKey} aria-hidden>
                /
              </kbd>
            ) : (
              <CloseButton
                size="sm"
                aria-label={text.shell.clearSearch}
                onClick={() => {
                  setWords('');
                  search('');
                  field.current?.focus();
                }}
              />
            )
          }
          value={words}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            searchSoon(event.currentTarget.value.trim());
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') field.current?.blur();
          }}
        />
      </form>
    </search>
  );
}

/** One's own search page, or that of a library. */
function isSearch(path: string): boolean {
  return path === '/search' || /^\/i\/[^/]+\/library\/search$/.test(path);
}
