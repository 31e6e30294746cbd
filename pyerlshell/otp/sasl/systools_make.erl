-module(systools_make).
-export([read_application/4]).
read_application(Name, Vsn, Path, Included) -> systools_app:read(Name, Vsn, Path, Included).
