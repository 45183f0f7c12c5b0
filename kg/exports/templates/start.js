// What the page knows, and what the reader has chosen. Everything shown is made from text: no HTML is ever parsed.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read('kg-data');
const words = read('kg-words');
const byId = (id) => document.getElementById(id);
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const darkOutside = matchMedia('(prefers-color-scheme: dark)');
const STYLES = ['fact', 'planned', 'possible', 'asked', 'negated'];

const chosen = {
  language: data.language,
  theme: null, // null follows the reader's system
  types: new Set([...Object.keys(data.types), ...data.literals]),
  relations: new Set(Object.keys(data.relations)),
  styles: new Set(STYLES.filter((style) => style !== 'negated')),
  node: null,
  edge: null,
  past: [],
};

const isDark = () => (chosen.theme ?? (darkOutside.matches ? 'dark' : 'light')) === 'dark';
const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const word = (key, values = {}) => words[chosen.language][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
const count = (number) => number.toLocaleString(chosen.language);
// `one|many` in the words.
const several = (key, number) => {
  const [one, many = one] = word(key, {count: count(number)}).split('|');
  return number === 1 ? one : many;
};
const nameOf = (node) => data.nodes[node].names[chosen.language];
// As the picture has it; the panel has all of it. Code points, so that no character is cut in two.
const shortName = (node) => { const all = [...nameOf(node)]; return all.length > 30 ? all.slice(0, 29).join('') + '…' : nameOf(node); };
const typeLabel = (type) => (data.types[type] ? data.types[type].label[chosen.language] : word(type));
const relationLabel = (relation) => data.relations[relation].label[chosen.language];
const typeColour = (type) => (data.types[type] ? data.types[type][isDark() ? 'dark' : 'light'] : tone('value'));

// make('p', {class: 'hint'}, 'text', child): an element; attributes that are functions listen.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

function swatch(type) {
  const dot = make('span', {class: data.types[type] ? 'swatch' : 'swatch value'});
  if (data.types[type]) dot.style.setProperty('--own', typeColour(type));
  return dot;
}

// The edges at each node, and how many claims.
const edgesAt = data.nodes.map(() => []);
data.edges.forEach((edge, number) => {
  edgesAt[edge.from].push(number);
  if (edge.to !== edge.from) edgesAt[edge.to].push(number);
});
const weight = edgesAt.map((edges) => edges.reduce((sum, number) => sum + data.edges[number].claims.length, 0));
const ranked = data.nodes.map((_, number) => number).filter((number) => !data.nodes[number].literal)
  .sort((a, b) => weight[b] - weight[a] || a - b);

const edgeShown = (edge) => chosen.styles.has(edge.style) && chosen.relations.has(edge.relation)
  && chosen.types.has(data.nodes[edge.from].type) && chosen.types.has(data.nodes[edge.to].type);
