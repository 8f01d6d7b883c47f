(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  function at(id) { return document.getElementById("atlas-" + id); }
  function make(name, settings) {
    var made = document.createElementNS(SVG, name);
    Object.keys(settings).forEach(function (key) { made.setAttribute(key, settings[key]); });
    return made;
  }

  var data = JSON.parse(at("data").textContent), map = at("map"), live = at("live");
  var MOST_HITS = 8;
  var paths = {}, doubts = {}, places = {}, marks = {};
  var layer = data.layers[0], when = layer.views.length - 1, chosen = -1;
  var whole = map.getAttribute("viewBox").split(" ").map(Number), box = whole.slice();

  data.communes.forEach(function (commune, place) { places[commune[0]] = place; });
  [].forEach.call(live.querySelectorAll("path[data-c]"), function (path) {
    var place = places[path.getAttribute("data-c")], doubt = path.cloneNode(false);
    doubt.removeAttribute("data-c");
    doubt.setAttribute("class", "atlas-doubt");
    doubt.setAttribute("visibility", "hidden");
    doubt.setAttribute("fill", "url(#atlas-uncertain)");
    path.parentNode.appendChild(doubt);
    paths[place] = path;
    doubts[place] = doubt;
    marks[place] = path.ownerSVGElement.querySelector(".atlas-mark-line");
  });

  function view() { return layer.views[Math.min(when, layer.views.length - 1)]; }

  function unit() { return box[2] / (map.getBoundingClientRect().width || whole[2]); }

  function swatch(key) {
    var size = "0 0 " + 26 * unit() + " " + 15 * unit();
    var one = make("svg", { viewBox: size, width: 26, height: 15, "aria-hidden": "true" });
    var fill = key === "uncertain" ? "url(#atlas-uncertain)" : view().fills[key][0];
    one.appendChild(make("rect", { width: "100%", height: "100%", fill: fill, "class": "atlas-swatch" }));
    return one;
  }

  function explain() {
    var legend = at("legend");
    legend.textContent = "";
    view().legend.forEach(function (entry) {
      var item = document.createElement("li"), words = document.createElement("span");
      words.textContent = entry[1];
      item.appendChild(swatch(entry[0]));
      item.appendChild(words);
      legend.appendChild(item);
    });
  }

  function grain() {
    [].forEach.call(map.querySelectorAll("pattern"), function (one) {
      one.setAttribute("patternTransform", "scale(" + unit() / 3 + ")");
    });
    explain();
    tell(chosen);
  }

  function paint() {
    var shown = view();
    data.communes.forEach(function (commune, place) {
      var path = paths[place], one = shown.communes[place];
      if (!path) { return; }
      var fill = shown.fills[shown.legend[one[0]][0]];
      path.setAttribute("fill", fill[0]);
      path.setAttribute("stroke", path.ownerSVGElement === map || fill[0].charAt(0) === "u" ? fill[1] : fill[0]);
      doubts[place].setAttribute("visibility", one[3] ? "visible" : "hidden");
    });
    at("subtitle").textContent = shown.subtitle;
    at("heading").textContent = shown.heading;
    explain();
    var last = layer.views.length - 1, slider = at("when");
    at("time").hidden = last === 0;
    slider.max = last;
    slider.value = Math.min(when, last);
    slider.setAttribute("aria-valuetext", shown.name);
    at("when-name").textContent = shown.name;
    tell(chosen);
  }

  function tell(place) {
    var commune = data.communes[place], one = view().communes[place], chip = at("chip");
    at("facts").hidden = !commune;
    at("hint").hidden = !!commune;
    Object.keys(marks).forEach(function (each) { marks[each].setAttribute("d", ""); });
    if (!commune) { return; }
    at("name").textContent = commune[1];
    at("region").textContent = commune[2] || data.noPolygon;
    at("value").textContent = one[1];
    at("detail").textContent = one[2];
    at("detail").hidden = !one[2];
    at("caption").textContent = layer.caption + ", " + view().name;
    chip.textContent = "";
    if (one[0] >= 0) { chip.appendChild(swatch(view().legend[one[0]][0])); }
    if (paths[place]) { marks[place].setAttribute("d", paths[place].getAttribute("d")); }
  }

  function keep() {
    var parts = ["lop=" + layer.id, "ky=" + view().code];
    if (chosen >= 0) { parts.push("xa=" + data.communes[chosen][0]); }
    try { history.replaceState(null, "", "#" + parts.join("&")); } catch (fault) { return; }
  }

  function choose(place, isNear) {
    chosen = place;
    if (isNear && paths[place]) { near(place); }
    tell(place);
    keep();
  }

  function show(to) {
    var width = Math.min(whole[2], Math.max(whole[2] / 16, to[2]));
    var height = width * whole[3] / whole[2];
    box = [Math.min(Math.max(to[0], 0), whole[2] - width),
           Math.min(Math.max(to[1], 0), whole[3] - height), width, height];
    map.setAttribute("viewBox", box.join(" "));
    var isWhole = width > whole[2] * 0.99;
    at("scale").style.visibility = isWhole ? "visible" : "hidden";
    map.style.touchAction = isWhole ? "auto" : "none";
    map.classList.toggle("atlas-near", !isWhole);
    at("whole").disabled = at("farther").disabled = isWhole;
    at("closer").disabled = width <= whole[2] / 15.9;
    grain();
  }

  function zoom(factor) {
    var width = box[2] * factor, height = box[3] * factor, x = box[0] + box[2] / 2, y = box[1] + box[3] / 2;
    if (chosen >= 0 && factor < 1 && data.communes[chosen].length > 4 && paths[chosen].ownerSVGElement === map) {
      x = data.communes[chosen][4]; y = data.communes[chosen][5];
    }
    show([x - width / 2, y - height / 2, width]);
  }

  function near(place) {
    if (paths[place].ownerSVGElement !== map) { return; }
    var own = paths[place].getBBox(), x = own.x + own.width / 2, y = own.y + own.height / 2;
    var size = Math.max(own.width, own.height), width = box[2];
    if (size < width / 30) { width = size * 10; }
    var isInside = own.x > box[0] && own.y > box[1] && own.x + own.width < box[0] + box[2] && own.y + own.height < box[1] + box[3];
    if (width !== box[2] || !isInside) { show([x - width / 2, y - width * whole[3] / whole[2] / 2, width]); }
  }

  function beside(key) {
    var way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
    var from = chosen >= 0 && data.communes[chosen].length > 4 ? data.communes[chosen] : null;
    var best = -1, least = Infinity;
    if (!way) { return -1; }
    data.communes.forEach(function (commune, place) {
      if (place === chosen || commune.length < 6) { return; }
      var x = commune[4] - (from ? from[4] : whole[2] / 2), y = commune[5] - (from ? from[5] : whole[3] / 2);
      var along = x * way[0] + y * way[1], aside = Math.abs(x * way[1] + y * way[0]);
      var cost = from ? (along > 0 && aside <= along * 1.2 ? along + 2 * aside : Infinity) : x * x + y * y;
      if (cost < least) { least = cost; best = place; }
    });
    return best;
  }

  function under(event) {
    var code = event.target.getAttribute && event.target.getAttribute("data-c");
    return code === null || !(code in places) ? -1 : places[code];
  }

  function look() {
    var asked = fold(at("find").value), list = at("found"), hits = [];
    list.textContent = "";
    if (!asked) { return; }
    data.communes.forEach(function (commune, place) {
      var where = commune[0] === asked ? 0 : commune[3].indexOf(asked);
      if (where >= 0) { hits.push([where, place]); }
    });
    hits.sort(function (one, two) { return (one[0] > 0) - (two[0] > 0) || one[1] - two[1]; });
    hits.slice(0, MOST_HITS).forEach(function (hit) {
      var item = document.createElement("li"), button = document.createElement("button");
      var commune = data.communes[hit[1]];
      button.type = "button";
      button.textContent = commune[1] + (commune[2] ? " – " + commune[2] : "");
      button.addEventListener("click", function () { choose(hit[1], true); list.textContent = ""; });
      item.appendChild(button);
      list.appendChild(item);
    });
    var left = hits.length - MOST_HITS;
    if (!hits.length || left > 0) {
      var told = document.createElement("li");
      told.textContent = hits.length ? data.moreFound.replace("{}", left) : data.noneFound;
      list.appendChild(told);
    }
  }

  function pick(id) {
    var asked = data.layers.filter(function (one) { return one.id === id; })[0];
    if (!asked) { return; }
    layer = asked;
    [].forEach.call(live.querySelectorAll("input[name=atlas-layer]"), function (one) { one.checked = one.value === id; });
  }

  function follow() {
    var asked = {};
    location.hash.slice(1).split("&").forEach(function (part) {
      var pair = part.split("=");
      if (pair.length === 2) { asked[pair[0]] = pair[1]; }
    });
    if (!asked.lop && !asked.xa) { return false; }
    pick(asked.lop);
    layer.views.forEach(function (one, place) { if (one.code === asked.ky) { when = place; } });
    paint();
    if (asked.xa in places) {
      chosen = places[asked.xa];
      if (paths[chosen]) { near(chosen); }
      tell(chosen);
    }
    return true;
  }

  at("static").hidden = true;
  live.hidden = false;
  [].forEach.call(live.querySelectorAll("input[name=atlas-layer]"), function (one) {
    one.addEventListener("change", function () { pick(one.value); paint(); keep(); });
  });
  at("when").addEventListener("input", function () { when = Number(at("when").value); paint(); keep(); });
  at("find").addEventListener("input", look);
  at("find").addEventListener("keydown", function (event) {
    var first = at("found").querySelector("button");
    if (event.key === "Enter" && first) { event.preventDefault(); first.click(); }
    if (event.key === "Escape") { at("found").textContent = ""; }
  });
  map.addEventListener("keydown", function (event) {
    if (event.key === "+" || event.key === "-") { zoom(event.key === "+" ? 0.5 : 2); return; }
    if (event.key === "Escape") { choose(-1, false); return; }
    var next = beside(event.key);
    if (event.key.indexOf("Arrow") === 0) { event.preventDefault(); }
    if (next >= 0) { choose(next, true); }
  });
  at("closer").addEventListener("click", function () { zoom(0.5); });
  at("farther").addEventListener("click", function () { zoom(2); });
  at("whole").addEventListener("click", function () { show(whole); });

  var held = null, moved = false;
  map.addEventListener("pointerdown", function (event) {
    moved = false;
    held = box[2] < whole[2] ? [event.clientX, event.clientY, box[0], box[1]] : null;
  });
  window.addEventListener("pointermove", function (event) {
    if (!held) { return; }
    var x = event.clientX - held[0], y = event.clientY - held[1];
    moved = moved || Math.abs(x) + Math.abs(y) > 5;
    if (moved) { show([held[2] - x * unit(), held[3] - y * unit(), box[2]]); }
  });
  window.addEventListener("pointerup", function () { held = null; });
  window.addEventListener("pointercancel", function () { held = null; });
  live.addEventListener("pointerover", function (event) {
    var place = under(event);
    if (event.pointerType === "mouse" && place >= 0 && !moved) { tell(place); }
  });
  [].forEach.call(live.querySelectorAll(".atlas-frame svg"), function (one) {
    one.addEventListener("pointerleave", function () { tell(chosen); });
    one.addEventListener("click", function (event) {
      if (!moved) { choose(under(event), false); }
      moved = false;
    });
  });
  window.addEventListener("hashchange", follow);
  window.addEventListener("resize", grain);
  show(whole);
  if (!follow()) { paint(); } else { at("live").scrollIntoView({ behavior: "instant" }); }
})();
