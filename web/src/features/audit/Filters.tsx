import { Button, Pill, Select, TextInput } from '@mantine/core';
import { text } from '@/text';
import type { RenderObject } from './AuditPage';
import classes from './audit.module.css';
import { type AuditPlace, isFiltered } from './model/place';

const words = text.audit.filters;

interface FiltersProps {
  place: AuditPlace;
  onPlace: (patch: AuditPlace) => void;
  renderObject: RenderObject;
}

/** What is asked of the record; everything lives in the address. */
export function Filters({ place, onPlace, renderObject }: FiltersProps) {
  return (
    <search className={classes.filters}>
      <Select
        label={words.what}
        placeholder={words.anything}
        data={Object.entries(text.audit.groups).map(([value, label]) => ({ value, label }))}
        value={place.action ?? null}
        onChange={(value) => onPlace({ action: value ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': words.anything }}
      />
      <TextInput
        label={words.from}
        type="date"
        max={place.until}
        value={place.from ?? ''}
        onChange={(event) => onPlace({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        label={words.until}
        type="date"
        min={place.from}
        value={place.until ?? ''}
        onChange={(event) => onPlace({ until: event.currentTarget.value || undefined })}
      />
      {isFiltered(place) ? (
        <div className={classes.chosen}>
          {place.actor === undefined ? null : (
            <Pill
              size="md"
              withRemoveButton
              removeButtonProps={{ 'aria-label': words.anybody }}
              onRemove={() => onPlace({ actor: undefined, who: undefined })}
            >
              {words.who}: {place.who ?? place.actor}
            </Pill>
          )}
          {place.object === undefined ? null : (
            <Pill
              size="md"
              withRemoveButton
              removeButtonProps={{ 'aria-label': words.anything }}
              onRemove={() => onPlace({ object: undefined })}
            >
              {words.about}: {renderObject(place.object)}
            </Pill>
          )}
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() =>
              onPlace({
                action: undefined,
                actor: undefined,
                who: undefined,
                object: undefined,
                from: undefined,
                until: undefined,
              })
            }
          >
            {words.clear}
          </Button>
        </div>
      ) : null}
    </search>
  );
}
