// Draws the OpenAPI document of this server. Text goes in as text, never as markup.

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const DEPTH = 6;

/** An element with properties and children; children that are nothing are left out. */
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

/** Follows a `$ref` inside the document. */
function resolved(api, schema) {
  const path = schema?.$ref?.split('/').slice(1);
  return path ? path.reduce((place, key) => place?.[key], api) : schema;
}

/** The shape of a schema, as a short text such as `{ name: string, size: integer }`. */
function shape(api, schema, depth = 0) {
  const found = resolved(api, schema);
  if (!found) return 'anything';
  if (depth > DEPTH) return '…';
  const choices = found.oneOf ?? found.anyOf;
  if (choices) return choices.map((choice) => shape(api, choice, depth + 1)).join(' | ');
  if (found.allOf) return found.allOf.map((part) => shape(api, part, depth + 1)).join(' & ');
  if (found.enum) return found.enum.map((value) => JSON.stringify(value)).join(' | ');
  const types = [found.type ?? (found.properties ? 'object' : 'anything')].flat();
  return types.map((type) => shapeOf(api, found, type, depth)).join(' | ');
}

function shapeOf(api, schema, type, depth) {
  if (type === 'array') return `[${shape(api, schema.items, depth + 1)}]`;
  if (type !== 'object' || !schema.properties) return schema.format ? `${type} (${schema.format})` : type;
  const pad = '  '.repeat(depth + 1);
  const lines = Object.entries(schema.properties).map(([name, property]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    return `${pad}${name}${optional}: ${shape(api, property, depth + 1)}`;
  });
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

function bodies(api, title, content) {
  return Object.entries(content ?? {}).map(([kind, { schema }]) => [
    element('p', { className: 'note' }, `${title} (${kind})`),
    element('pre', {}, shape(api, schema)),
  ]);
}

function parameters(api, list) {
  const rows = list.map((entry) => {
    const parameter = resolved(api, entry);
    return element(
      'tr',
      {},
      element('td', {}, element('code', {}, parameter.name)),
      element('td', { className: 'type' }, `${parameter.in}${parameter.required ? '' : ', optional'}`),
      element('td', { className: 'type' }, shape(api, parameter.schema)),
      element('td', {}, parameter.description ?? ''),
    );
  });
  return rows.length ? [element('h3', {}, 'Parameters'), element('table', {}, element('tbody', {}, rows))] : [];
}

function answers(api, responses) {
  return Object.entries(responses ?? {}).flatMap(([status, entry]) => {
    const response = resolved(api, entry);
    return [element('p', {}, element('code', {}, status), ` ${response.description ?? ''}`), bodies(api, 'Body', response.content)];
  });
}

function operation(api, path, method, told) {
  const list = [...(api.paths[path].parameters ?? []), ...(told.parameters ?? [])];
  const body = resolved(api, told.requestBody);
  return element(
    'details',
    { id: told.operationId ?? `${method}${path}` },
    element(
      'summary',
      {},
      element('span', { className: `method ${method}` }, method.toUpperCase()),
      element('code', {}, path),
      ` ${told.summary ?? ''}`,
    ),
    element('p', {}, told.description ?? ''),
    parameters(api, list),
    body ? [element('h3', {}, 'Request'), bodies(api, 'Body', body.content)] : [],
    element('h3', {}, 'Answers'),
    answers(api, told.responses),
  );
}

function draw(api, wanted) {
  const groups = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((name) => methods[name])) {
      const told = methods[method];
      const text = [path, method, told.summary, told.description, told.operationId, ...(told.tags ?? [])].join(' ');
      if (!text.toLowerCase().includes(wanted)) continue;
      const tag = told.tags?.[0] ?? 'other';
      groups.set(tag, [...(groups.get(tag) ?? []), operation(api, path, method, told)]);
    }
  }
  const sections = [...groups].map(([tag, operations]) => element('section', {}, element('h2', {}, tag), operations));
  const nothing = element('p', {}, 'Nothing matches.');
  document.getElementById('operations').replaceChildren(...(sections.length ? sections : [nothing]));
}

const about = document.getElementById('about');
try {
  const answer = await fetch('/api/openapi.json');
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  const api = await answer.json();
  about.textContent = `Version ${api.info.version}. ${api.info.description ?? ''}`;
  const find = document.getElementById('find');
  find.addEventListener('input', () => draw(api, find.value.trim().toLowerCase()));
  draw(api, '');
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.setAttribute('open', '');
} catch (error) {
  about.textContent = `The document could not be read: ${error.message}`;
}
