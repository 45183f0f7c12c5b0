// The reader's hands: search, filters, language, theme, keys and pointer.
const search = byId('search');
const found = byId('found');
const key = (name) => name.normalize('NFKC').toLowerCase().replace(/[\s\-.·•・‐-―'"‘’“”]/g, '');
const keys = data.nodes.map((node) => [...new Set([...Object.values(node.names), ...node.aliases.map(([name]) => name)])].map(key));
let pointed = -1;

function look() {
  const wanted = key(search.value);
  const starts = (number) => keys[number].some((name) => name.startsWith(wanted));
  const hits = wanted ? ranked.filter((number) => keys[number].some((name) => name.includes(wanted)))
    .sort((a, b) => starts(b) - starts(a)).slice(0, 12) : [];
  found.replaceChildren(...hits.map((number, place) => make('li', {
    role: 'option', id: 'found-' + place, 'aria-selected': 'false', 'data-node': number, pointerdown: (event) => { event.preventDefault(); pick(number); },
  }, swatch(data.nodes[number].type), nameOf(number), make('small', {}, typeLabel(data.nodes[number].type)))));
  if (wanted && !hits.length) found.append(make('li', {class: 'small'}, word('nothing')));
  found.hidden = !wanted;
  search.setAttribute('aria-expanded', String(!found.hidden));
  point(hits.length ? 0 : -1);
}

function point(place) {
  pointed = place;
  [...found.children].forEach((item, number) => item.setAttribute('aria-selected', String(number === place)));
  if (place < 0) search.removeAttribute('aria-activedescendant');
  else { search.setAttribute('aria-activedescendant', 'found-' + place); found.children[place].scrollIntoView({block: 'nearest'}); }
}

function pick(node) {
  search.value = '';
  look();
  chosen.types.add(data.nodes[node].type);
  choose({node}, {look: true});
  filters();
  details.focus();
}

search.addEventListener('input', look);
search.addEventListener('blur', () => { found.hidden = true; search.setAttribute('aria-expanded', 'false'); });
search.addEventListener('focus', look);
search.addEventListener('keydown', (event) => {
  const items = found.querySelectorAll('[role=option]');
  if (event.key === 'ArrowDown' && items.length) point((pointed + 1) % items.length);
  else if (event.key === 'ArrowUp' && items.length) point((pointed - 1 + items.length) % items.length);
  else if (event.key === 'Enter' && items[pointed]) pick(Number(items[pointed].dataset.node));
  else if (event.key === 'Escape') { search.value = ''; look(); }
  else return;
  event.preventDefault();
  event.stopPropagation();
});

function filterGroup(id, title, names, set, label, sign, total) {
  const box = (name) => make('label', {class: 'option'},
    make('input', {type: 'checkbox', 'data-name': name, checked: set.has(name), change: (event) => {
      if (event.target.checked) set.add(name); else set.delete(name);
      paint();
    }}), sign(name), make('span', {}, label(name)), make('small', {}, count(total(name))));
  const every = (text, on) => make('button', {type: 'button', class: 'link', click: () => {
    names.forEach((name) => (on ? set.add(name) : set.delete(name)));
    paint();
    filters();
  }}, text);
  return make('fieldset', {id}, make('legend', {class: 'unseen'}, title),
    make('div', {class: 'heading'}, make('span', {'aria-hidden': 'true'}, title), ...(names.length > 2 && id !== 'styles' ? [every(word('all'), true), every(word('none'), false)] : [])),
    make('div', {class: 'options'}, ...names.map(box)));
}

const claimsOf = (test) => data.edges.reduce((sum, edge) => sum + (test(edge) ? edge.claims.length : 0), 0);

function filters() {
  const styles = STYLES.filter((style) => data.edges.some((edge) => edge.style === style));
  const types = [...Object.keys(data.types), ...data.literals];
  const relations = Object.keys(data.relations).sort((a, b) => claimsOf((e) => e.relation === b) - claimsOf((e) => e.relation === a));
  const at = document.activeElement?.dataset?.name;
  byId('filters').hidden = !data.edges.length;
  byId('filters').replaceChildren(
    filterGroup('styles', word('statements'), styles, chosen.styles, (style) => word(style), (style) => make('span', {class: 'stroke ' + style}), (style) => claimsOf((e) => e.style === style)),
    filterGroup('types', word('types'), types, chosen.types, typeLabel, swatch, (type) => data.nodes.filter((node) => node.type === type).length),
    filterGroup('relations', word('relations'), relations, chosen.relations, relationLabel, () => '', (relation) => claimsOf((e) => e.relation === relation)));
  if (at) [...document.querySelectorAll('#filters input')].find((input) => input.dataset.name === at)?.focus();
}

function speak() {
  document.documentElement.lang = chosen.language;
  document.title = byId('title').textContent = data.titles[chosen.language];
  const {counts} = data;
  byId('subtitle').textContent = word('subtitle', {documents: several('documents', counts.documents), entities: several('entities', counts.entities), claims: several('claims_found', counts.claims)});
  byId('note').textContent = ['left_out', 'without_claims'].filter((name) => counts[name]).map((name) => several(name, counts[name])).join(' ');
  search.placeholder = word('search');
  for (const [id, name] of [['search', 'search'], ['network', 'picture'], ['theme', 'theme'], ['closer', 'closer'], ['farther', 'farther'], ['whole', 'whole'], ['languages', 'languages'], ['found', 'search']]) byId(id).setAttribute('aria-label', word(name));
  for (const id of ['theme', 'closer', 'farther', 'whole']) byId(id).title = word(id);
  byId('languages').replaceChildren(...data.languages.map((language) => make('button', {
    type: 'button', lang: language, 'aria-pressed': String(language === chosen.language),
    click: () => { chosen.language = language; speak(); byId('languages').querySelector('[aria-pressed=true]').focus(); },
  }, words[language].language)));
  paint();
  describe();
  filters();
}

byId('theme').addEventListener('click', () => {
  chosen.theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = chosen.theme;
  speak();
});
darkOutside.addEventListener('change', speak);
byId('closer').addEventListener('click', () => zoom(1.4));
byId('farther').addEventListener('click', () => zoom(1 / 1.4));
byId('whole').addEventListener('click', () => showAll());
canvas.addEventListener('keydown', (event) => {
  const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (moves[event.key]) move(...moves[event.key]);
  else if (event.key === '+' || event.key === '=') zoom(1.4);
  else if (event.key === '-') zoom(1 / 1.4);
  else if (event.key === '0') showAll();
  else return;
  event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && (chosen.node !== null || chosen.edge !== null)) choose({}, {past: false});
});
network.on('click', ({nodes: [node], edges: [edge]}) => {
  if (node !== undefined) choose({node});
  else if (edge !== undefined) choose({edge});
  else if (chosen.node !== null || chosen.edge !== null) choose({}, {past: false});
});
for (const [event, cursor] of [['hoverNode', 'pointer'], ['hoverEdge', 'pointer'], ['blurNode', ''], ['blurEdge', '']]) {
  network.on(event, () => { canvas.style.cursor = cursor; });
}
// In an article the wheel scrolls the article until the reader has taken hold of the picture.
if (window.self !== window.top) {
  const hold = (on) => network.setOptions({interaction: {zoomView: on}});
  hold(false);
  canvas.addEventListener('pointerdown', () => hold(true));
  canvas.addEventListener('pointerleave', () => hold(false));
}
let size = [0, 0];
new ResizeObserver(([{contentRect: {width, height}}]) => {
  const untouched = chosen.node === null && chosen.edge === null;
  if (untouched && (Math.abs(width - size[0]) > 8 || Math.abs(height - size[1]) > 8)) requestAnimationFrame(() => showAll(false));
  size = [width, height];
}).observe(canvas);

speak();
showAll(false);
window.kgNetwork = network;
