// The side of the picture: what is chosen, with the sentences that say it.
const details = byId('details');

function choose({node = null, edge = null}, {look = false, past = true} = {}) {
  if (past && (chosen.node !== null || chosen.edge !== null)) chosen.past.push({node: chosen.node, edge: chosen.edge});
  if (node === null && edge === null) chosen.past = [];
  Object.assign(chosen, {node, edge});
  network.unselectAll();
  describe();
  const name = node !== null ? nameOf(node) : edge !== null ? sentence(data.edges[edge]) : '';
  byId('said').textContent = name && word('chosen', {name});
  if (look && name) showChosen(); else paint();
  document.querySelector('aside').scrollTop = 0;
}

const arrow = (edge) => (data.relations[edge.relation].symmetric ? ' — ' : ' → ');
const sentence = (edge) => nameOf(edge.from) + arrow(edge) + relationLabel(edge.relation) + arrow(edge) + nameOf(edge.to);

function describe() {
  const content = chosen.node !== null ? aboutNode(chosen.node) : chosen.edge !== null ? aboutEdge(data.edges[chosen.edge]) : home();
  details.replaceChildren(...content);
}

function home() {
  if (!data.edges.length) return [];
  return [
    make('p', {class: 'hint'}, word('hint')),
    make('h3', {}, word('most')),
    make('ul', {class: 'rows'}, ...ranked.slice(0, 6).map((node) => make('li', {}, make('button',
      {type: 'button', class: 'row plain', click: () => choose({node}, {look: true})},
      swatch(data.nodes[node].type), nameOf(node), make('small', {}, count(weight[node])))))),
  ];
}

function back() {
  return make('button', {type: 'button', class: 'back', click: () => {
    choose(chosen.past.pop() ?? {}, {look: true, past: false});
    details.focus();
  }}, '← ' + word('back'));
}

function aboutNode(number) {
  const node = data.nodes[number];
  const others = [...Object.values(node.names), ...node.aliases.map(([name]) => name)].filter((name) => name !== nameOf(number));
  // All of them, filtered out or not: what is denied of an entity belongs to what is said of it.
  const near = [...edgesAt[number]].sort((a, b) => data.edges[b].claims.length - data.edges[a].claims.length || a - b);
  return [
    back(),
    make('p', {class: 'kind'}, swatch(node.type), typeLabel(node.type)),
    make('h2', {}, nameOf(number)),
    others.length ? make('p', {class: 'aliases'}, word('also') + ': ' + [...new Set(others)].join(', ')) : '',
    make('h3', {}, word('claims')),
    make('ul', {class: 'rows'}, ...near.map((edge) => make('li', {}, edgeRow(edge, number)))),
  ];
}

function edgeRow(number, from = null) {
  const edge = data.edges[number];
  const end = (node) => make(node === from ? 'i' : 'b', {}, nameOf(node));
  return make('button', {type: 'button', class: 'row', click: () => { choose({edge: number}, {look: true}); details.focus(); }},
    end(edge.from), make('i', {}, arrow(edge), relationLabel(edge.relation), ' · '), end(edge.to),
    edge.style === 'fact' ? '' : make('span', {class: 'badge ' + edge.style}, word(edge.style)));
}

function aboutEdge(edge) {
  const end = (node) => make('button', {type: 'button', class: 'link', click: () => { choose({node}, {look: true}); details.focus(); }}, nameOf(node));
  return [
    back(),
    make('p', {class: 'kind'}, make('span', {class: 'stroke ' + edge.style}), word(edge.style)),
    make('h2', {}, end(edge.from), make('span', {class: 'said'}, arrow(edge), relationLabel(edge.relation), arrow(edge)), end(edge.to)),
    ...edge.claims.map((claim) => aboutClaim(claim, edge)),
  ];
}

function aboutClaim(claim, edge) {
  const percent = new Intl.NumberFormat(chosen.language, {style: 'percent'}).format(claim.confidence);
  const badge = (text, kind = '') => make('span', {class: 'badge ' + kind}, text);
  const by = claim.by && word('by', {name: claim.by.names[chosen.language]});
  return make('section', {class: 'claim'},
    make('p', {class: 'badges'},
      edge.style === 'fact' ? null : badge(word(edge.style), edge.style),
      by ? badge(by, 'by') : null,
      ...claim.qualifiers.map(([key, value]) => badge(`${key}: ${value}`)),
      badge(word('confidence', {percent}))),
    ...claim.evidence.map(quote),
    claim.more ? make('p', {class: 'small'}, several('more', claim.more)) : null,
    claim.against.length ? make('p', {class: 'badges'}, badge(word('against'), 'against')) : null,
    claim.against.length ? make('ul', {class: 'rows'}, ...claim.against.map((other) => make('li', {}, edgeRow(other)))) : null);
}

function quote(evidence) {
  const source = data.documents[evidence.document];
  const title = source.title ? `${source.title} (${source.name})` : source.name;
  const link = source.source ? make('a', {href: source.source, target: '_blank', rel: 'noopener noreferrer'}, title) : title;
  return make('figure', {},
    make('blockquote', {}, ...evidence.pieces.map(([kind, text]) => (kind ? make('mark', {class: kind}, text) : text))),
    make('figcaption', {}, link, source.published ? ' · ' + source.published : ''));
}
