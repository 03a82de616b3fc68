// The page of the API description. Everything comes from this host; the address of the document is on the element.
import SwaggerUIBundle from "swagger-ui-dist/swagger-ui-bundle.js";

const container = document.querySelector<HTMLElement>("[data-openapi-url]");
if (container) {
  SwaggerUIBundle({
    domNode: container,
    url: container.dataset["openapiUrl"] ?? "",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    // Without this the page would ask an outside service to judge the document.
    validatorUrl: null,
    requestInterceptor: addCsrfToken,
  });
}

interface SwaggerRequest {
  headers: Record<string, string>;
}

function addCsrfToken(request: SwaggerRequest): SwaggerRequest {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) request.headers["x-csrf-token"] = token;
  return request;
}
