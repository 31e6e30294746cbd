{application, os_mon,
 [{description, "Stands in for the application that suites ask about memory and disks."},
  {vsn, "0"}, {modules, [memsup, disksup]}, {registered, []}, {applications, [kernel, stdlib]}]}.
