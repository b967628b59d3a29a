import { UnstyledButton } from '@mantine/core';
import { text } from '@/text';
import { language, languageNames, languages, speak } from '@/text/language';
import classes from './LanguageSwitch.module.css';

/** The other languages, each in its own words, for somebody without an account. */
export function LanguageSwitch() {
  return (
    <nav aria-label={text.account.language} className={classes.switch}>
      {languages.map((one) => (
        <UnstyledButton
          key={one}
          lang={one}
          aria-current={one === language ? 'true' : undefined}
          onClick={() => one !== language && speak(one)}
        >
          {languageNames[one]}
        </UnstyledButton>
      ))}
    </nav>
  );
}
