import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { userQuery } from '@/api/queries';

/** The theme kept with the account wins over the one this device had. */
export function useAccountTheme(): void {
  const theme = useQuery(userQuery).data?.theme;
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme);
  }, [theme, setColorScheme]);
}
