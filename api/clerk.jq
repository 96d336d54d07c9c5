# Cuts the document that Clerk publishes down to clerk.yaml: the structure of the operations on
# invitations, and of what they refer to. Clerk's prose and examples are left out: they are not ours.
def add_references($document):
  reduce (.. | objects | .["$ref"]? | strings | ltrimstr("#/") / "/") as $path
    (.; setpath($path; $document | getpath($path)));

def is_prose:
  .[-2] != "properties"
  and (.[-1] | strings | IN("title", "summary", "description", "example", "examples", "externalDocs") or startswith("x-"));

. as $document
| {openapi, servers, security, paths: (.paths | with_entries(select(.key | startswith("/invitations"))))}
| .components.securitySchemes = $document.components.securitySchemes
| last(recurse(. as $before | add_references($document) | select(. != $before)))
| delpaths([paths | select(is_prose)])
| .info = {title: "The structure of Clerk's operations on invitations", version: $document.info.version}
