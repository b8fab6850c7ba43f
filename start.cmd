@echo off
rem Starts the dashboard on Windows: double-click this file. It finds Python; start.py does the rest.
cd /d "%~dp0"
set "python="
py -c "" >nul 2>nul && set "python=py"
if not defined python python -c "" >nul 2>nul && set "python=python"
if defined python (%python% start.py & exit /b)
echo Python is not on this computer yet. Get Python 3.14 from www.python.org/downloads,
echo as the Windows installer (64-bit). Then double-click this file again.
pause
exit /b 1
