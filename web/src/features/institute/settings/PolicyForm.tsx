import { Button, Checkbox, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { sentence } from '@/api/problem';
import { roles } from '@/api/roles';
import { text } from '@/text';
import { Notice } from '@/ui/Notice';
import { notifyDone } from '@/ui/notify';
import { type CodeRule, type Policy, putPolicy, type WhenFull } from '../api';
import classes from '../institute.module.css';
import { domainTrouble } from '../model';
import { policyQuery } from '../queries';
import { Choices } from './Choices';

const words = text.institute.policy;

const codeRules: readonly CodeRule[] = ['never', 'new_device', 'always'];
const fullRules: readonly WhenFull[] = ['newest_wins', 'ask', 'oldest_stays'];
const usualLimit = 2;
const rememberDays: readonly number[] = [1, 7, 30, 90, 365];

interface PolicyFormProps {
  institute: string;
  saved: Policy;
}

export function PolicyForm({ institute, saved }: PolicyFormProps) {
  const client = useQueryClient();
  const [policy, setPolicy] = useState(saved);
  const [domain, setDomain] = useState(saved.google_domain ?? '');
  const strongTitle = useId();
  const patch = (change: Partial<Policy>) => setPolicy((now) => ({ ...now, ...change }));
  const { limit, when_full } = policy.sessions;

  const next: Policy = { ...policy, google_domain: domain.trim() === '' ? null : domain.trim() };
  const changed = JSON.stringify(next) !== JSON.stringify(saved);
  const saving = useMutation({
    mutationFn: () => putPolicy(institute, next),
    onSuccess: (kept) => {
      client.setQueryData(policyQuery(institute).queryKey, kept);
      notifyDone(words.saved);
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (changed && domainTrouble(domain) === null) saving.mutate();
  };

  return (
    <form onSubmit={onSubmit} noValidate>
      <div className={classes.rule}>
        <Choices
          label={words.code}
          value={policy.code}
          onChange={(code) => patch({ code })}
          choices={codeRules.map((value) => ({
            value,
            label: words.codes[value],
            hint: words.codeHints[value],
            ...(value === 'new_device' ? { badge: words.recommended } : {}),
          }))}
        />
        <Select
          label={words.remember}
          description={words.rememberHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          disabled={policy.code === 'always'}
          data={[...new Set([...rememberDays, policy.remember_days])]
            .sort((a, b) => a - b)
            .map((days) => ({ value: String(days), label: words.rememberDays(days) }))}
          value={String(policy.remember_days)}
          onChange={(value) => patch({ remember_days: Number(value) })}
          allowDeselect={false}
          maw={360}
        />
      </div>

      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot carry the hint beside its name. */}
      <div className={classes.rule} role="group" aria-labelledby={strongTitle}>
        <div>
          <strong id={strongTitle}>{words.strong}</strong>
          <p className={classes.ruleHint}>{words.strongHint}</p>
        </div>
        <Group gap="sm">
          {roles.slice(0, 4).map((role) => (
            <Checkbox
              key={role}
              label={text.places.rolesMany[role]}
              checked={policy.strong_roles.includes(role)}
              onChange={(event) =>
                patch({
                  strong_roles: event.currentTarget.checked
                    ? roles.filter((one) => one === role || policy.strong_roles.includes(one))
                    : policy.strong_roles.filter((one) => one !== role),
                })
              }
            />
          ))}
        </Group>
      </div>

      <div className={classes.rule}>
        <Choices
          label={words.devices}
          value={limit === null ? 'any' : 'few'}
          onChange={(value) =>
            patch({ sessions: { when_full, limit: value === 'any' ? null : usualLimit } })
          }
          choices={[
            { value: 'any', label: words.devicesAny, hint: words.devicesAnyHint },
            { value: 'few', label: words.devicesLimited, hint: words.devicesLimitedHint },
          ]}
        />
        {limit === null ? null : (
          <>
            <NumberInput
              label={words.limit}
              min={1}
              max={100}
              clampBehavior="strict"
              value={limit}
              onChange={(value) =>
                patch({ sessions: { when_full, limit: Math.max(1, Number(value) || 1) } })
              }
              maw={160}
            />
            <Choices
              label={words.whenFull}
              value={when_full}
              onChange={(value) => patch({ sessions: { limit, when_full: value } })}
              choices={fullRules.map((value) => ({
                value,
                label: words.full[value],
                hint: words.fullHints[value],
              }))}
            />
          </>
        )}
      </div>

      <div className={classes.rule}>
        <div className={classes.pair}>
          <Select
            label={words.idle}
            description={words.idleHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={idleChoices(saved.idle_minutes)}
            value={String(policy.idle_minutes)}
            onChange={(value) => patch({ idle_minutes: Number(value) })}
            allowDeselect={false}
          />
          <TextInput
            label={words.googleLabel}
            description={words.googleHint}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoCapitalize="none"
            spellCheck={false}
            value={domain}
            onChange={(event) => setDomain(event.currentTarget.value)}
            error={domainTrouble(domain)}
          />
        </div>
      </div>

      {saving.isError ? (
        <Notice tone="bad" role="alert">
          {sentence(saving.error)}
        </Notice>
      ) : null}
      <Group mt="lg">
        <Button
          type="submit"
          loading={saving.isPending}
          disabled={!changed || domainTrouble(domain) !== null}
        >
          {words.save}
        </Button>
        {changed ? (
          <Button
            variant="default"
            onClick={() => {
              setPolicy(saved);
              setDomain(saved.google_domain ?? '');
            }}
          >
            {words.undo}
          </Button>
        ) : null}
      </Group>
    </form>
  );
}

function idleChoices(minutes: number): { value: string; label: string }[] {
  const choices = Object.entries(words.idles).map(([value, label]) => ({ value, label }));
  // Whoever set it by another way keeps what they set.
  if (words.idles[String(minutes)] !== undefined) return choices;
  return [...choices, { value: String(minutes), label: words.idleOther(minutes) }];
}
