import { Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { formatRelative } from '@/format/time';
import { text } from '@/text';
import { Card } from '@/ui/Card';
import { DeviceRow, placeName } from '@/ui/DeviceRow';
import { Loaded } from '@/ui/Loaded';
import { notifyDone, notifyProblem } from '@/ui/notify';
import rows from '@/ui/rows.module.css';
import { forgetDevice, type RememberedDevice } from '../api';
import { devicesQuery } from '../queries';
import classes from '../security.module.css';

const words = text.security.remembered;

/** Devices that are not asked for a second step. */
export function Remembered() {
  const query = useQuery(devicesQuery);
  const client = useQueryClient();
  const forgetting = useMutation({
    mutationFn: ({ id }: RememberedDevice) => forgetDevice(id),
    onSuccess: (_, { name }) => notifyDone(words.forgotten(name)),
    onError: notifyProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.devices }),
  });
  return (
    <Card title={words.title} hint={words.hint}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {words.none}
            </Text>
          ) : (
            <ul className={rows.rows}>
              {items.map((device) => (
                <li key={device.id}>
                  <DeviceRow
                    kind={device.kind ?? 'unknown'}
                    name={device.name}
                    facts={[
                      device.current ? text.security.devices.current : null,
                      placeName(device.place),
                      words.until(formatRelative(device.expires_at)),
                    ]}
                  >
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      color="red"
                      className={classes.badge}
                      loading={forgetting.isPending && forgetting.variables.id === device.id}
                      onClick={() => forgetting.mutate(device)}
                      aria-label={words.forgetOf(device.name)}
                    >
                      {words.forget}
                    </Button>
                  </DeviceRow>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
