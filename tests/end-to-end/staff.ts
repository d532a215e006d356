import type { Running } from './running.ts';

/** Asks GraphQL as the admin of a tenant, as the console would. Throws when the answer is no data. */
export async function askAsStaff<Data>(
  { installation }: Running,
  query: string,
  variables: Record<string, unknown> = {},
  slug = 'heavenly-drops',
): Promise<Data> {
  const logIn = installation.tenants.find((tenant) => tenant.slug === slug);
  const post = async <T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${url} answers ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { token } = await post<{ token: string }>(`${installation.urls.api}/api/auth/login`, {
    email: logIn?.adminEmail,
    password: logIn?.adminPassword,
  });
  const { data, errors } = await post<{ data?: Data; errors?: { message: string }[] }>(
    installation.urls.graphql,
    { query, variables },
    { authorization: `Bearer ${token}` },
  );
  if (!data || errors) throw new Error(`GraphQL: ${JSON.stringify(errors)}`);
  return data;
}
