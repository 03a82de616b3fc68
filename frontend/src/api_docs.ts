// The page of the API description. Everything comes from this host; the address of the document is on the element.
import SwaggerUIBundle, { type Component, type System } from "swagger-ui-dist/swagger-ui-bundle.js";

interface SwaggerRequest {
  headers: Record<string, string>;
}

const container = document.querySelector<HTMLElement>("[data-openapi-url]");
if (container) {
  SwaggerUIBundle({
    domNode: container,
    url: container.dataset["openapiUrl"] ?? "",
    layout: "InsidePage",
    plugins: [({ React }) => ({ components: { InsidePage: insidePage(React, container.dataset["operations"] ?? "") } })],
    // Hundreds of operations take a browser half a minute to draw; a part opens at a click.
    docExpansion: "none",
    // Without this the page would ask an outside service to judge the document.
    validatorUrl: null,
    requestInterceptor: addCsrfToken,
  });
}

/**
 * The library's own layout is a whole page: a second <main> inside ours, and headings that skip a level. This one shows
 * the same parts inside our page. `operations` is the heading of the list.
 */
function insidePage({ createElement }: System["React"], operations: string): Component {
  return ({ getComponent }) =>
    createElement(
      "div",
      { className: "swagger-ui" },
      createElement(getComponent("errors", true), null),
      createElement(getComponent("InfoContainer", true), null),
      createElement("h2", null, operations),
      createElement(getComponent("operations", true), null),
    );
}

function addCsrfToken(request: SwaggerRequest): SwaggerRequest {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) request.headers["x-csrf-token"] = token;
  return request;
}
